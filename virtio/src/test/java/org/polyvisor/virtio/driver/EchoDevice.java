package org.polyvisor.virtio.driver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.virtio.ConfigSpace;
import org.polyvisor.virtio.DeviceLink;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.queue.Chain;

/** A device with two queues that writes what it reads, on the thread that notifies. */
public final class EchoDevice implements VirtioDevice {
    public static final long FEATURE = 1L << 5;

    public final List<String> calls = new ArrayList<>();
    private final ConfigSpace config = new ConfigSpace(8).put64(0, 0x8877665544332211L);
    private @Nullable DeviceLink link;

    public DeviceLink link() {
        if (link == null) {
            throw new IllegalStateException("not attached");
        }
        return link;
    }

    public void setConfig(long value) {
        link().changeConfig(() -> config.put64(0, value));
    }

    @Override
    public int deviceId() {
        return 42;
    }

    @Override
    public long features() {
        return FEATURE;
    }

    @Override
    public int queueCount() {
        return 2;
    }

    @Override
    public int maxQueueSize(int queue) {
        return 8;
    }

    @Override
    public void attach(DeviceLink newLink) {
        link = newLink;
    }

    @Override
    public long readConfig(int offset, int size) {
        return config.read(offset, size);
    }

    @Override
    public void writeConfig(int offset, int size, long value) {
        calls.add("config %d %d %x".formatted(offset, size, value));
    }

    @Override
    public void negotiated(long features) {
        calls.add("negotiated %x".formatted(features));
    }

    @Override
    public void started() {
        calls.add("started");
        notified(0);
        notified(1);
    }

    @Override
    public void notified(int queue) {
        link().queue(queue).serve(EchoDevice::echo);
    }

    private static long echo(Chain chain) {
        byte[] bytes = new byte[(int) Math.min(chain.readableBytes(), 1 << 16)];
        int read = chain.read(0, bytes, 0, bytes.length);
        return chain.write(0, bytes, 0, read);
    }

    @Override
    public void reset() {
        calls.add("reset");
    }

    @Override
    public void close() {}
}
