package org.polyvisor.virtio.queue;

/** What a device does with a request. */
@FunctionalInterface
public interface ChainHandler {
    /** What {@link #handle} returns to be called again, later, with the same chain. */
    long NOT_YET = -1;

    /**
     * Carries out the request in a chain, which is the handler's until it returns.
     *
     * @return how many bytes were written, counted without gap from the first device-writable one; or {@link #NOT_YET}
     * @throws MalformedChainException if the request has no form that could be answered
     */
    long handle(Chain chain) throws MalformedChainException;
}
