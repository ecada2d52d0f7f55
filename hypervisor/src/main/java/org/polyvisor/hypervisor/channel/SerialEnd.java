package org.polyvisor.hypervisor.channel;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.hypervisor.ring.ByteRing;
import org.polyvisor.virtio.Worker;

/**
 * One end of a serial channel. Bytes go through a ring of {@value #RING_BYTES} bytes each way; when it is full, the
 * sender's device stops taking output from its guest, as one whose terminal is slow. Each machine's own thread moves
 * what has come into its own device; the other machine's threads only wake it.
 *
 * <p>What has been sent stays in the ring until the receiver has taken it or is switched off.
 */
public final class SerialEnd implements ChannelEnd {
    /** Of each direction. */
    public static final int RING_BYTES = 64 << 10;

    private static final int PIECE_BYTES = 4096;

    private final String name;
    private final ChannelSpec.As as;
    private final String port;
    private final ByteRing incoming = new ByteRing(RING_BYTES);

    /** Whether there is room at the other end since this one was told so last. */
    private final AtomicBoolean roomCame = new AtomicBoolean();

    private volatile @Nullable Connection connection;
    private volatile boolean listening;
    private @Nullable SerialEnd other;

    /** The device of a machine that the channel ends in. None of these waits. */
    public interface Device {
        /** Offers what has come; returns how many bytes the device took, from the first. */
        int offer(byte[] bytes, int length);

        /** There is room again for output, after {@link SerialEnd#send} took less than it was given. */
        void outputReady();

        /** Whether somebody is at the other end. Told when it changes, and at first. */
        void carrier(boolean present);
    }

    private SerialEnd(String name, ChannelSpec.End end) {
        this.name = name;
        this.as = end.as();
        this.port = end.port();
    }

    /** Both ends of a serial channel. */
    static SerialEnd[] pair(ChannelSpec spec) {
        SerialEnd first = new SerialEnd(spec.name(), spec.first());
        SerialEnd second = new SerialEnd(spec.name(), spec.second());
        first.other = second;
        second.other = first;
        return new SerialEnd[] {first, second};
    }

    /** How the guest sees it. */
    public ChannelSpec.As as() {
        return as;
    }

    /** The name of its virtio port. */
    public String port() {
        return port;
    }

    private SerialEnd other() {
        SerialEnd present = other;
        if (present == null) {
            throw new IllegalStateException("a channel of one end");
        }
        return present;
    }

    /**
     * Sends output of the guest; never waits. One thread at a time.
     *
     * @return how many bytes were taken, from the first; if fewer than {@code length}, the device will be told when
     *     there is room
     */
    public int send(byte[] bytes, int offset, int length) {
        SerialEnd to = other();
        int sent = to.incoming.offer(bytes, offset, length);
        if (sent > 0) {
            to.wake();
        }
        return sent;
    }

    /** Whether a program in the guest listens; the other end sees it as carrier. */
    public void setListening(boolean isListening) {
        if (listening != isListening) {
            listening = isListening;
            other().wake();
        }
    }

    /**
     * Connects hardware that is being put together; to be closed before the next is connected.
     *
     * @param threads of the machine
     * @param device of it
     */
    public Connection connect(ServiceThreads threads, Device device) {
        if (connection != null) {
            throw new IllegalStateException("channel %s: this end is connected already".formatted(name));
        }
        Connection made = new Connection(threads, device);
        connection = made;
        made.worker.signal();
        return made;
    }

    private void wake() {
        Connection present = connection;
        if (present != null) {
            present.worker.signal();
        }
    }

    /** Tells the other end's sender, if it waits, that {@link #incoming} has room. */
    private void tellRoom() {
        if (incoming.takeRefusal()) {
            other().roomCame.set(true);
            other().wake();
        }
    }

    /** A machine's hardware at this end, from power-on to power-off. */
    public final class Connection implements AutoCloseable {
        private final Device device;
        private final Worker worker;
        private final byte[] piece = new byte[PIECE_BYTES];

        /** Guarded by this, as is the receiving side of the ring. */
        private boolean closed;

        private boolean carrierTold;
        private boolean carrier;

        private Connection(ServiceThreads threads, Device device) {
            this.device = device;
            worker = new Worker(threads, "channel " + name, this::work);
        }

        /** The device may have room again for what has come. */
        public void inputTaken() {
            worker.signal();
        }

        private synchronized void work() {
            if (closed) {
                return;
            }
            boolean present = other().listening;
            if (!carrierTold || present != carrier) {
                carrierTold = true;
                carrier = present;
                device.carrier(present);
            }
            if (roomCame.getAndSet(false)) {
                device.outputReady();
            }
            int count = incoming.peek(piece, piece.length);
            while (count > 0) {
                int taken = device.offer(piece, count);
                incoming.remove(taken);
                tellRoom();
                count = taken == 0 ? 0 : incoming.peek(piece, piece.length);
            }
        }

        /** When this returns, the device is not called any more. */
        @Override
        public void close() {
            if (connection == this) {
                connection = null;
            }
            worker.close();
            synchronized (this) {
                closed = true;
                incoming.remove(incoming.available());
            }
            setListening(false);
            tellRoom();
        }
    }
}
