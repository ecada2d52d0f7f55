package org.polyvisor.virtio.block;

import org.polyvisor.host.ServiceThreads;
import org.polyvisor.storage.BlockImage;
import org.polyvisor.virtio.ConfigSpace;
import org.polyvisor.virtio.DeviceLink;
import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.Worker;
import org.polyvisor.virtio.queue.VirtQueue;

/**
 * The block device (virtio 1.2, 5.2) on an image. Each queue has a thread that carries out its requests in order, so
 * that the vCPU that notifies goes on at once; data moves between the image and the guest's memory without a copy.
 *
 * <p>Closing the device does not close the image.
 */
public final class BlockDevice implements VirtioDevice {
    private static final int DEVICE_ID = 2;

    private final ServiceThreads threads;
    private final BlockImage image;
    private final BlockOptions options;
    private final ConfigSpace config;
    private final Worker[] workers;

    private long negotiated;
    private volatile boolean writeback = true;

    /** @param threads of the machine */
    public BlockDevice(ServiceThreads threads, BlockImage image, BlockOptions options) {
        this.threads = threads;
        this.image = image;
        this.options = options;
        this.config = BlockConfig.of(image, options);
        this.workers = new Worker[options.queues()];
    }

    @Override
    public int deviceId() {
        return DEVICE_ID;
    }

    @Override
    public long features() {
        long always = BlockFeatures.SIZE_MAX
                | BlockFeatures.SEG_MAX
                | BlockFeatures.BLK_SIZE
                | BlockFeatures.FLUSH
                | BlockFeatures.TOPOLOGY
                | BlockFeatures.CONFIG_WCE;
        long access = image.isReadOnly() ? BlockFeatures.RO : BlockFeatures.DISCARD | BlockFeatures.WRITE_ZEROES;
        return always | access | (options.queues() > 1 ? BlockFeatures.MQ : 0);
    }

    @Override
    public int queueCount() {
        return options.queues();
    }

    @Override
    public int maxQueueSize(int queue) {
        return options.queueSize();
    }

    @Override
    public void attach(DeviceLink link) {
        for (int i = 0; i < workers.length; i++) {
            VirtQueue queue = link.queue(i);
            RequestHandler handler = new RequestHandler(this, image, options.serial(), queue);
            workers[i] =
                    new Worker(threads, "virtio-blk " + options.serial() + " queue " + i, () -> queue.serve(handler));
        }
    }

    @Override
    public long readConfig(int offset, int size) {
        return config.read(offset, size);
    }

    @Override
    public void writeConfig(int offset, int size, long value) {
        boolean valid = offset == BlockConfig.WRITEBACK && size == 1 && value <= 1;
        if (valid && Features.has(negotiated, BlockFeatures.CONFIG_WCE)) {
            setWriteback(value == 1);
        }
    }

    @Override
    public void negotiated(long features) {
        negotiated = features;
        // A driver that cannot flush gets a disk that needs none (5.2.5.2 and 5.2.6.2).
        setWriteback(Features.has(features, BlockFeatures.FLUSH));
    }

    private void setWriteback(boolean on) {
        writeback = on;
        config.put8(BlockConfig.WRITEBACK, on ? 1 : 0);
    }

    /** Whether writes are durable only after a flush; otherwise they are before they complete. */
    boolean isWriteback() {
        return writeback;
    }

    @Override
    public void started() {
        for (Worker worker : workers) {
            worker.signal();
        }
    }

    @Override
    public void notified(int queue) {
        workers[queue].signal();
    }

    @Override
    public void reset() {
        negotiated = 0;
        setWriteback(true);
    }

    @Override
    public void close() {
        for (Worker worker : workers) {
            worker.close();
        }
    }
}
