package org.polyvisor.virtio.entropy;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.DeviceLink;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.Worker;
import org.polyvisor.virtio.queue.Chain;
import org.polyvisor.virtio.queue.MalformedChainException;
import org.polyvisor.virtio.queue.VirtQueue;

/** The entropy device (virtio 1.2, 5.4): one queue of buffers to fill with random bytes from the host. */
public final class EntropyDevice implements VirtioDevice {
    private static final int DEVICE_ID = 4;
    private static final int QUEUE_SIZE = 64;

    /** The most random bytes in one buffer; 5.4.6.2 lets a device return fewer than there is room for. */
    private static final int MAX_BYTES = 4096;

    private final ServiceThreads threads;
    private final SecureRandom random;
    private final byte[] bytes = new byte[MAX_BYTES];
    private @Nullable Worker worker;

    /**
     * Draws from the JDK's default generator, which the host's kernel seeds.
     *
     * @param threads of the machine
     */
    public EntropyDevice(ServiceThreads threads) {
        this(threads, new SecureRandom());
    }

    EntropyDevice(ServiceThreads threads, SecureRandom random) {
        this.threads = threads;
        this.random = random;
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
        return 1;
    }

    @Override
    public int maxQueueSize(int queue) {
        return QUEUE_SIZE;
    }

    @Override
    public void attach(DeviceLink link) {
        VirtQueue queue = link.queue(0);
        worker = new Worker(threads, "virtio-rng", () -> queue.serve(this::fill));
    }

    private long fill(Chain chain) throws MalformedChainException {
        if (chain.readableBytes() != 0) {
            throw new MalformedChainException("entropy buffer that cannot be written");
        }
        random.nextBytes(bytes);
        return chain.write(0, bytes, 0, bytes.length);
    }

    @Override
    public long readConfig(int offset, int size) {
        return 0;
    }

    @Override
    public void writeConfig(int offset, int size, long value) {}

    @Override
    public void negotiated(long features) {}

    @Override
    public void started() {
        notified(0);
    }

    @Override
    public void notified(int queue) {
        if (worker != null) {
            worker.signal();
        }
    }

    @Override
    public void reset() {}

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
    }
}
