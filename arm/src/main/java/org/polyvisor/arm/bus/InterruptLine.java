package org.polyvisor.arm.bus;

/** A wire: an output of a device or timer, an input of an interrupt controller or a vCPU. Any thread may drive it. */
@FunctionalInterface
public interface InterruptLine {
    /** Drives the wire: {@code true} asserts it. Repeating the present level does nothing. */
    void set(boolean asserted);
}
