package org.polyvisor.board.device;

/** Where a character device's output goes. Called from vCPU threads, one call at a time, with the device's lock held. */
@FunctionalInterface
public interface CharSink {
    /**
     * Takes one byte, without waiting and without calling the device.
     *
     * @return false if there is no room now; the device keeps the byte and offers it again when told that there is
     */
    boolean offer(byte value);
}
