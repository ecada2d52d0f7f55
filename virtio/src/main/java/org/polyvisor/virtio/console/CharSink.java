package org.polyvisor.virtio.console;

/** Where a port's output goes: a terminal, a log, another program. */
@FunctionalInterface
public interface CharSink {
    /**
     * Takes output of the guest. Does not wait, since a vCPU does, and does not throw.
     *
     * @return how many bytes were taken, from the first; whoever takes fewer than {@code length} calls
     *     {@link ConsolePort#outputReady} once there is room again, and the guest waits until then
     */
    int write(byte[] bytes, int offset, int length);
}
