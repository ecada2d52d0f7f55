package org.polyvisor.virtio.queue;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.polyvisor.board.bus.GuestMemory;
import org.polyvisor.board.bus.GuestMemoryException;
import org.polyvisor.virtio.Features;

/**
 * A virtqueue: its configuration by the transport, and its use by the device.
 *
 * <p>A thread holds the queue while it touches the ring or a chain's memory. {@link #disable} and {@link #halt} ask
 * the holder to come to an end soon, which long requests do by looking at {@link #isHalting}.
 */
public final class VirtQueue {
    private final GuestMemory memory;
    private final QueueEvents events;
    private final int index;
    private final int maxSize;
    private final Chain chain;
    private final ReentrantLock lock = new ReentrantLock();

    // Configuration: written by the transport, which serialises its accesses.
    private int size;
    private long descriptorArea;
    private long driverArea;
    private long deviceArea;
    private volatile boolean ready;

    /** Guarded by {@link #lock}; null while the queue is not live. */
    private @Nullable SplitRing ring;

    /** Guarded by {@link #lock}; whether {@link #chain} was taken from the ring and not given back. */
    private boolean unfinished;

    private volatile boolean halting;

    /** {@code maxSize} is a power of two up to 1024. */
    public VirtQueue(GuestMemory memory, QueueEvents events, int index, int maxSize) {
        if (Integer.bitCount(maxSize) != 1 || maxSize > 1024) {
            throw new IllegalArgumentException("queue size " + maxSize);
        }
        this.memory = memory;
        this.events = events;
        this.index = index;
        this.maxSize = maxSize;
        this.size = maxSize;
        this.chain = new Chain(maxSize);
    }

    public int index() {
        return index;
    }

    public int maxSize() {
        return maxSize;
    }

    /** Any value; {@link #enable} checks it. */
    public void setSize(int entries) {
        size = entries;
    }

    public long descriptorArea() {
        return descriptorArea;
    }

    public void setDescriptorArea(long address) {
        descriptorArea = address;
    }

    public long driverArea() {
        return driverArea;
    }

    public void setDriverArea(long address) {
        driverArea = address;
    }

    public long deviceArea() {
        return deviceArea;
    }

    public void setDeviceArea(long address) {
        deviceArea = address;
    }

    public boolean isReady() {
        return ready;
    }

    /**
     * The driver has finished the configuration.
     *
     * @return false if no queue can be so: the size is no power of two or too large, or a part is misaligned or not in
     *     RAM (virtio 1.2, 2.7)
     */
    public boolean enable() {
        boolean valid = size > 0
                && size <= maxSize
                && Integer.bitCount(size) == 1
                && (descriptorArea & 15) == 0
                && (driverArea & 1) == 0
                && (deviceArea & 3) == 0
                && memory.contains(descriptorArea, 16L * size)
                && memory.contains(driverArea, 6 + 2L * size)
                && memory.contains(deviceArea, 6 + 8L * size);
        ready = valid;
        return valid;
    }

    /** Makes a ready queue live: the device may use it from now on. Does nothing to one that is live. */
    public void start(long features) {
        lock.lock();
        try {
            if (ready && ring == null) {
                halting = false;
                unfinished = false;
                ring = new SplitRing(
                        memory,
                        size,
                        descriptorArea,
                        driverArea,
                        deviceArea,
                        Features.has(features, Features.RING_EVENT_IDX),
                        Features.has(features, Features.RING_INDIRECT_DESC));
            }
        } catch (GuestMemoryException e) {
            events.malformed(this, "ring outside of RAM");
        } finally {
            lock.unlock();
        }
    }

    /** Stops the use of the queue; when this returns, nobody touches its ring or a chain's memory any more. */
    public void disable() {
        halting = true;
        lock.lock();
        try {
            ring = null;
            ready = false;
        } finally {
            lock.unlock();
        }
    }

    /** Back to the state after power-on. */
    public void reset() {
        disable();
        size = maxSize;
        descriptorArea = 0;
        driverArea = 0;
        deviceArea = 0;
    }

    /** Lets the queue's user stop at the next opportunity, without waiting for it. */
    public void halt() {
        halting = true;
    }

    /** Whether the present request is better abandoned: nobody will see its result. Any thread may ask. */
    public boolean isHalting() {
        return halting;
    }

    /**
     * Handles every chain that is available, until there is none, and has the driver notify of the next; or until the
     * handler cannot go on, and then the next call goes on with the same chain. Does nothing if the queue is not live.
     * Never throws.
     */
    public void serve(ChainHandler handler) {
        lock.lock();
        try {
            SplitRing live = ring;
            if (live == null || halting) {
                return;
            }
            do {
                live.suppressNotifications();
                while (!halting && (unfinished || live.take(chain))) {
                    long written = handler.handle(chain);
                    unfinished = written == ChainHandler.NOT_YET;
                    if (unfinished) {
                        return;
                    }
                    finish(live, written);
                }
            } while (!halting && live.requestNotifications());
        } catch (MalformedChainException e) {
            die();
            String what = e.getMessage();
            events.malformed(this, what == null ? "malformed request" : what);
        } catch (RuntimeException e) {
            // A mistake of ours must not take the VM along: the guest sees a broken device.
            die();
            events.failed(this, e);
        } finally {
            lock.unlock();
        }
    }

    private void die() {
        halting = true;
        ring = null;
    }

    private void finish(SplitRing live, long written) {
        if (!halting) {
            live.giveBack(chain.head(), written);
            if (live.wantsInterrupt()) {
                events.usedBuffers();
            }
        }
    }
}
