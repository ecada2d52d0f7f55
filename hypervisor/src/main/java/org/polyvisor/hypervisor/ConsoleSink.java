package org.polyvisor.hypervisor;

/** Where a machine's console output goes. */
@FunctionalInterface
public interface ConsoleSink {
    /**
     * Takes output of the guest. Called by one thread at a time, one that serves the machine; does not throw. While it
     * waits, only output does, and the end of the machine.
     *
     * @return how many bytes were taken, from the first; whoever takes fewer than {@code length} calls
     *     {@link VirtualMachine#consoleReady} once there is room again, and the guest waits until then
     */
    int write(byte[] bytes, int offset, int length);
}
