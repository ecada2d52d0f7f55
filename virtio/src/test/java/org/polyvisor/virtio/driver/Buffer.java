package org.polyvisor.virtio.driver;

/** One element of a chain. */
public record Buffer(long address, long length, boolean writable) {
    public static Buffer in(long address, long length) {
        return new Buffer(address, length, false);
    }

    public static Buffer out(long address, long length) {
        return new Buffer(address, length, true);
    }
}
