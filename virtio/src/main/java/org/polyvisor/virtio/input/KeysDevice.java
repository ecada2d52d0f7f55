package org.polyvisor.virtio.input;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.DeviceLink;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.Worker;
import org.polyvisor.virtio.queue.Chain;
import org.polyvisor.virtio.queue.ChainHandler;
import org.polyvisor.virtio.queue.MalformedChainException;
import org.polyvisor.virtio.queue.VirtQueue;

/**
 * The input device (virtio 1.2, 5.8) with keys: what is pressed goes into the buffers of the event queue. What the
 * driver sends by the status queue, for lamps that these keys do not have, is taken and means nothing.
 */
public final class KeysDevice implements VirtioDevice {
    /** The power key's code among Linux input events, KEY_POWER. */
    public static final int POWER = 116;

    private static final int DEVICE_ID = 18;
    private static final int EVENTS = 0;
    private static final int STATUS = 1;
    private static final int QUEUE_SIZE = 64;

    /** The most events that wait for a driver without buffers; later ones are lost, as with any slow driver. */
    private static final int MAX_WAITING = 64;

    private final ServiceThreads threads;
    private final KeysConfig config;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private volatile @Nullable DeviceLink link;
    private @Nullable Worker statusReader;
    private volatile boolean driven;

    /** A driver has been there: one that has reset the device comes back, as it does when its machine has slept. */
    private volatile boolean known;

    /**
     * @param threads of the machine
     * @param name what the guest shows to people, ASCII, up to 128 characters
     * @param codes of the keys, Linux input event codes from 1 to 1023
     */
    public KeysDevice(ServiceThreads threads, String name, int... codes) {
        this.threads = threads;
        config = new KeysConfig(name, codes);
    }

    /**
     * Presses a key or lets it go. A driver that is about to come back hears of it then.
     *
     * @return false if no driver has been there, and nothing has happened
     */
    public boolean set(int code, boolean down) {
        DeviceLink present = link;
        if (present == null || !known) {
            return false;
        }
        synchronized (waiting) {
            if (waiting.size() + 2 <= MAX_WAITING) {
                waiting.add(InputEvent.key(code, down));
                waiting.add(InputEvent.END_OF_GROUP);
            }
        }
        deliver(present);
        return true;
    }

    /** Whether something happened to the keys that the driver has not been told yet. */
    public boolean isWaiting() {
        synchronized (waiting) {
            return !waiting.isEmpty();
        }
    }

    /**
     * Gives up a driver that has not come back.
     *
     * @return whether something waited for it, which is as if it had not happened now
     */
    public boolean withdraw() {
        synchronized (waiting) {
            if (driven || waiting.isEmpty()) {
                return false;
            }
            known = false;
            waiting.clear();
            return true;
        }
    }

    private void deliver(DeviceLink present) {
        present.queue(EVENTS).serve(this::next);
    }

    private long next(Chain chain) throws MalformedChainException {
        if (chain.readableBytes() != 0 || chain.writableBytes() < InputEvent.BYTES) {
            throw new MalformedChainException("buffer that no event fits into");
        }
        byte[] event;
        synchronized (waiting) {
            event = waiting.poll();
        }
        return event == null ? ChainHandler.NOT_YET : chain.write(0, event, 0, event.length);
    }

    @Override
    public int deviceId() {
        return DEVICE_ID;
    }

    @Override
    public long features() {
        return 0;
    }

    @Override
    public int queueCount() {
        return 2;
    }

    @Override
    public int maxQueueSize(int queue) {
        return QUEUE_SIZE;
    }

    @Override
    public void attach(DeviceLink newLink) {
        link = newLink;
        VirtQueue status = newLink.queue(STATUS);
        statusReader = new Worker(threads, "virtio-input", () -> status.serve(chain -> 0));
    }

    @Override
    public long readConfig(int offset, int size) {
        return config.read(offset, size);
    }

    @Override
    public void writeConfig(int offset, int size, long value) {
        config.write(offset, size, value);
    }

    @Override
    public void negotiated(long features) {}

    @Override
    public void started() {
        synchronized (waiting) {
            driven = true;
            known = true;
        }
        notified(EVENTS);
        notified(STATUS);
    }

    /** Events are few, so the vCPU delivers what waits itself; status messages may be as many as the driver likes. */
    @Override
    public void notified(int queue) {
        DeviceLink present = link;
        Worker reader = statusReader;
        if (queue == EVENTS && present != null) {
            deliver(present);
        } else if (queue == STATUS && reader != null) {
            reader.signal();
        }
    }

    @Override
    public void reset() {
        driven = false;
        config.deselect();
    }

    @Override
    public void close() {
        if (statusReader != null) {
            statusReader.close();
        }
    }
}
