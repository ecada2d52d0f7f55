package org.polyvisor.virtio.queue;

/** What a device does with a request. */
@FunctionalInterface
public interface ChainHandler {
    /**
     * Carries out the request in a chain, which is the handler's until it returns.
     *
     * @return how many bytes were written, counted without gap from the first device-writable one
     * @throws MalformedChainException if the request has no form that could be answered
     */
    long handle(Chain chain) throws MalformedChainException;
}
