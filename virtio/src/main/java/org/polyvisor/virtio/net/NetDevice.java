package org.polyvisor.virtio.net;

import org.jspecify.annotations.Nullable;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.ConfigSpace;
import org.polyvisor.virtio.DeviceLink;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.Worker;
import org.polyvisor.virtio.queue.Chain;
import org.polyvisor.virtio.queue.ChainHandler;
import org.polyvisor.virtio.queue.MalformedChainException;

/**
 * The network device (virtio 1.2, 5.1) with one pair of queues and no offloads: every frame is whole, up to an MTU of
 * {@value #MTU}, and every checksum the driver's own work. One thread of the device's moves frames both ways, so a vCPU
 * that notifies does no more than to wake it.
 */
public final class NetDevice implements VirtioDevice {
    /** VIRTIO_NET_F_MTU: the configuration space tells the largest packet. */
    public static final long HAS_MTU = 1L << 3;

    /** VIRTIO_NET_F_MAC: the configuration space tells the address. */
    public static final long HAS_MAC = 1L << 5;

    /** VIRTIO_NET_F_STATUS: the configuration space tells whether the link is up. */
    public static final long HAS_STATUS = 1L << 16;

    /** The largest packet, in bytes. */
    public static final int MTU = 1500;

    /** The largest frame: a packet behind the Ethernet header and a VLAN tag. Drivers offer buffers of this size. */
    public static final int MAX_FRAME_BYTES = MTU + 18;

    /** What precedes each frame: virtio_net_hdr with num_buffers (5.1.6). */
    public static final int HEADER_BYTES = 12;

    public static final int ADDRESS_BYTES = 6;

    private static final int DEVICE_ID = 1;
    private static final int RECEIVE = 0;
    private static final int TRANSMIT = 1;
    private static final int QUEUE_SIZE = 256;

    private static final int NUM_BUFFERS = 10;
    private static final int STATUS = 6;
    private static final int MTU_FIELD = 10;
    private static final int CONFIG_BYTES = 12;
    private static final int LINK_UP = 1;

    private final FrameLine line;
    private final ConfigSpace config = new ConfigSpace(CONFIG_BYTES);
    private final byte[] outgoing = new byte[MAX_FRAME_BYTES];
    private final byte[] incoming = new byte[MAX_FRAME_BYTES];
    private final byte[] header = new byte[HEADER_BYTES];
    private final Worker worker;
    private volatile @Nullable DeviceLink link;

    /** The worker's: what the driver was last told of the link. */
    private boolean shownUp;

    /**
     * @param threads of the machine
     * @param address of the guest's interface, {@value #ADDRESS_BYTES} bytes
     * @param line where its frames go and come from
     */
    public NetDevice(ServiceThreads threads, byte[] address, FrameLine line) {
        if (address.length != ADDRESS_BYTES) {
            throw new IllegalArgumentException("an address of %d bytes".formatted(address.length));
        }
        this.line = line;
        worker = new Worker(threads, "virtio-net", this::work);
        for (int i = 0; i < address.length; i++) {
            config.put8(i, address[i]);
        }
        config.put16(MTU_FIELD, MTU);
        header[NUM_BUFFERS] = 1;
    }

    @Override
    public int deviceId() {
        return DEVICE_ID;
    }

    @Override
    public long features() {
        return HAS_MTU | HAS_MAC | HAS_STATUS;
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
        line.onChange(worker::signal);
        // Its thread exists from now on: no vCPU, of this machine or the other's, has to start it.
        worker.signal();
    }

    @Override
    public long readConfig(int offset, int size) {
        return config.read(offset, size);
    }

    @Override
    public void writeConfig(int offset, int size, long value) {}

    @Override
    public void negotiated(long features) {}

    @Override
    public void started() {
        line.setReady(true);
        worker.signal();
    }

    @Override
    public void notified(int queue) {
        worker.signal();
    }

    private void work() {
        DeviceLink present = link;
        if (present != null) {
            showStatus(present);
            present.queue(TRANSMIT).serve(this::transmit);
            present.queue(RECEIVE).serve(this::receive);
        }
    }

    private void showStatus(DeviceLink present) {
        boolean up = line.isUp();
        if (up != shownUp) {
            shownUp = up;
            present.changeConfig(() -> config.put16(STATUS, up ? LINK_UP : 0));
        }
    }

    /** What is too long or too short for a frame is dropped, as on any wire. */
    private long transmit(Chain chain) throws MalformedChainException {
        if (chain.writableBytes() != 0) {
            throw new MalformedChainException("frame that cannot be read");
        }
        long length = chain.readableBytes() - HEADER_BYTES;
        if (length > 0 && length <= MAX_FRAME_BYTES) {
            chain.read(HEADER_BYTES, outgoing, 0, (int) length);
            line.send(outgoing, (int) length);
        }
        return 0;
    }

    /** A frame that does not fit into the driver's buffer is dropped; the buffer stays for the next. */
    private long receive(Chain chain) throws MalformedChainException {
        if (chain.readableBytes() != 0) {
            throw new MalformedChainException("frame buffer that cannot be written");
        }
        int length = line.receive(incoming);
        while (length > 0 && HEADER_BYTES + length > chain.writableBytes()) {
            length = line.receive(incoming);
        }
        if (length == 0) {
            return ChainHandler.NOT_YET;
        }
        chain.write(0, header, 0, HEADER_BYTES);
        chain.write(HEADER_BYTES, incoming, 0, length);
        return HEADER_BYTES + length;
    }

    @Override
    public void reset() {
        line.setReady(false);
    }

    @Override
    public void close() {
        worker.close();
    }
}
