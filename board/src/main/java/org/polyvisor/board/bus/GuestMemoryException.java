package org.polyvisor.board.bus;

/** A device was given a guest physical address that is not RAM. The guest's fault: the device reports it in-band. */
public final class GuestMemoryException extends RuntimeException {
    public GuestMemoryException(long address, long bytes) {
        super("not RAM: %d bytes at 0x%x".formatted(bytes, address), null, false, false);
    }
}
