package org.polyvisor.virtio.queue;

/**
 * The driver has put something into a queue that the specification forbids; the device needs a reset. Carries no stack
 * trace: a guest can cause as many as it likes.
 */
public final class MalformedChainException extends Exception {
    public MalformedChainException(String message) {
        super(message, null, false, false);
    }
}
