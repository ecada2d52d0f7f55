package org.polyvisor.virtio.console;

import java.util.function.BooleanSupplier;
import org.polyvisor.virtio.queue.Chain;
import org.polyvisor.virtio.queue.ChainHandler;
import org.polyvisor.virtio.queue.MalformedChainException;
import org.polyvisor.virtio.queue.VirtQueue;

/** Moves the data of one port between its queues and the host. */
final class PortQueues {
    /** Output taken in one go, so that a vCPU that notifies is not held for long; more follows on another thread. */
    private static final int TURN_BYTES = 65536;

    private final ConsolePort port;
    private final VirtQueue receiveQueue;
    private final VirtQueue transmitQueue;
    private final BooleanSupplier guestListens;
    private final byte[] piece = new byte[4096];

    PortQueues(ConsolePort port, VirtQueue receiveQueue, VirtQueue transmitQueue, BooleanSupplier guestListens) {
        this.port = port;
        this.receiveQueue = receiveQueue;
        this.transmitQueue = transmitQueue;
        this.guestListens = guestListens;
    }

    /** Hands input to the guest as far as both are there. */
    void receive() {
        receiveQueue.serve(this::fill);
    }

    private long fill(Chain chain) throws MalformedChainException {
        if (chain.readableBytes() != 0) {
            throw new MalformedChainException("console input buffer that cannot be written");
        }
        if (port.input().isEmpty() || !guestListens.getAsBoolean()) {
            return ChainHandler.NOT_YET;
        }
        int moved = port.input().moveTo(chain);
        port.inputTaken();
        return moved;
    }

    /**
     * Hands output to the host as far as it takes it, but only so much.
     *
     * @return whether there may be more that the host would take
     */
    boolean transmit() {
        Turn turn = new Turn();
        transmitQueue.serve(turn);
        return turn.isOver();
    }

    /** One bounded turn at the transmit queue. */
    private final class Turn implements ChainHandler {
        private int left = TURN_BYTES;

        boolean isOver() {
            return left <= 0;
        }

        @Override
        public long handle(Chain chain) throws MalformedChainException {
            if (chain.writableBytes() != 0) {
                throw new MalformedChainException("console output buffer that cannot be read");
            }
            while (chain.consumed() < chain.readableBytes()) {
                if (left <= 0) {
                    return NOT_YET;
                }
                int length = chain.read(chain.consumed(), piece, 0, piece.length);
                int taken = port.sink().write(piece, 0, length);
                chain.consume(Math.clamp(taken, 0, length));
                left -= length;
                if (taken < length) {
                    return NOT_YET;
                }
            }
            return 0;
        }
    }
}
