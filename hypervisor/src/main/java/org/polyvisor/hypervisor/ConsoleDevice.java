package org.polyvisor.hypervisor;

/** Which device of the machine carries its console. */
public enum ConsoleDevice {
    /** The PL011 serial port, {@code ttyAMA0} under Linux: there from the kernel's first line on. */
    UART,
    /** A virtio console, {@code hvc0} under Linux: faster, there once its driver runs. */
    VIRTIO
}
