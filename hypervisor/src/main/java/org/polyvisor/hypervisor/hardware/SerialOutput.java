package org.polyvisor.hypervisor.hardware;

import org.polyvisor.board.device.CharSink;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.hypervisor.ConsoleSink;
import org.polyvisor.hypervisor.ring.ByteRing;
import org.polyvisor.virtio.Worker;

/**
 * What a guest writes to its serial console, on its way to whoever reads it. The vCPU leaves it in a ring; a thread of the
 * machine's carries it on. Readers have locks, and some of them are slow: a vCPU that waited for one would keep its pCPU
 * from all other machines.
 */
final class SerialOutput implements CharSink, AutoCloseable {
    private static final int RING_BYTES = 16 << 10;

    /** How long output is gathered: a guest writes single bytes, and waking a thread for each costs more than they do. */
    private static final int GATHER_MILLIS = 1;

    private final ConsoleSink sink;
    private final ByteRing ring = new ByteRing(RING_BYTES);
    private final Worker worker;
    private final byte[] one = new byte[1];
    private volatile Runnable room = () -> {};

    /** Guarded by this, as is the ring's receiving side. */
    private final byte[] piece = new byte[RING_BYTES];

    /**
     * @param threads of the machine
     * @param name of its thread
     * @param sink takes the output
     */
    SerialOutput(ServiceThreads threads, String name, ConsoleSink sink) {
        this.sink = sink;
        worker = new Worker(threads, name, this::gather);
    }

    /** Sets what is called when there is room again after {@link #offer} has refused a byte; it may call the device. */
    void onRoom(Runnable listener) {
        room = listener;
    }

    @Override
    public boolean offer(byte value) {
        one[0] = value;
        boolean taken = ring.offer(one, 0, 1) == 1;
        worker.signal();
        return taken;
    }

    /** The sink has room again after it has refused output. */
    void sinkReady() {
        worker.signal();
    }

    private void gather() {
        try {
            Thread.sleep(GATHER_MILLIS);
        } catch (InterruptedException e) {
            // nobody's wish: what there is goes out at once
        }
        flush();
    }

    /**
     * Carries on what there is, as far as the sink takes it, but nothing that comes meanwhile: a guest can write without end.
     * Any thread but a vCPU's.
     */
    synchronized void flush() {
        int count = ring.peek(piece, piece.length);
        int done = 0;
        int taken = count;
        while (taken > 0 && done < count) {
            taken = sink.write(piece, done, count - done);
            ring.remove(taken);
            done += taken;
            if (taken > 0 && ring.takeRefusal()) {
                room.run();
            }
        }
    }

    /** To be called when no vCPU runs any more. What the sink does not take now is dropped. */
    @Override
    public void close() {
        flush();
        worker.close();
    }
}
