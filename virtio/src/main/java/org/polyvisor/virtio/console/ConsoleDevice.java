package org.polyvisor.virtio.console;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.ConfigSpace;
import org.polyvisor.virtio.DeviceLink;
import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.Worker;
import org.polyvisor.virtio.queue.Chain;
import org.polyvisor.virtio.queue.ChainHandler;
import org.polyvisor.virtio.queue.MalformedChainException;

/**
 * The console device (virtio 1.2, 5.3). Output goes to a port's sink on the thread that notifies, because Linux's
 * console spins until it is taken; everything else happens on one thread of the device's own.
 *
 * <p>With a single port the device is a plain console, whose size every driver reads from the configuration space;
 * with more, or with ports that are no terminals, it is a multiport device. A driver that does not accept that has the
 * first port.
 */
public final class ConsoleDevice implements VirtioDevice {
    /** VIRTIO_CONSOLE_F_SIZE. */
    public static final long SIZE = 1L;

    /** VIRTIO_CONSOLE_F_MULTIPORT. */
    public static final long MULTIPORT = 1L << 1;

    /** A bound on what a device costs the host: each port has two queues and a buffer. */
    public static final int MAX_PORTS = 16;

    private static final int DEVICE_ID = 3;
    private static final int QUEUE_SIZE = 64;
    private static final int CONTROL_RECEIVE = 2;
    private static final int CONTROL_TRANSMIT = 3;

    private static final int COLUMNS = 0;
    private static final int ROWS = 2;
    private static final int MAX_NR_PORTS = 4;
    private static final int CONFIG_BYTES = 12;

    private final List<ConsolePort> ports;
    private final ControlMessages control;
    private final PortQueues[] portQueues;
    private final ConfigSpace config = new ConfigSpace(CONFIG_BYTES);
    private final Worker worker;

    /** The control message under way; used by whoever holds the control receive queue. */
    private byte[] message = new byte[0];

    private volatile @Nullable DeviceLink link;
    private final boolean named;
    private volatile boolean multiport;

    /**
     * @param threads of the machine
     * @param ports one to {@link #MAX_PORTS}
     */
    public ConsoleDevice(ServiceThreads threads, List<ConsolePort> ports) {
        if (ports.isEmpty() || ports.size() > MAX_PORTS) {
            throw new IllegalArgumentException("console ports %d: 1 to %d".formatted(ports.size(), MAX_PORTS));
        }
        worker = new Worker(threads, "virtio-console", this::work);
        this.ports = List.copyOf(ports);
        named = ports.size() > 1 || !ports.getFirst().isConsole();
        control = new ControlMessages(this.ports);
        portQueues = new PortQueues[ports.size()];
        config.put32(MAX_NR_PORTS, ports.size());
        putSize();
    }

    private void putSize() {
        config.put16(COLUMNS, ports.getFirst().columns());
        config.put16(ROWS, ports.getFirst().rows());
    }

    @Override
    public int deviceId() {
        return DEVICE_ID;
    }

    @Override
    public long features() {
        return SIZE | (named ? MULTIPORT : 0);
    }

    @Override
    public int queueCount() {
        return named ? 2 + 2 * ports.size() : 2;
    }

    @Override
    public int maxQueueSize(int queue) {
        return QUEUE_SIZE;
    }

    @Override
    public void attach(DeviceLink newLink) {
        for (int i = 0; i < portQueues.length; i++) {
            int id = i;
            ConsolePort port = ports.get(id);
            portQueues[id] = new PortQueues(
                    port,
                    newLink.queue(receiveQueue(id)),
                    newLink.queue(receiveQueue(id) + 1),
                    () -> !multiport || control.isGuestOpen(id));
        }
        // From here on the host's threads come in.
        link = newLink;
        for (int id = 0; id < portQueues.length; id++) {
            ports.get(id).attach(new Events(id));
        }
    }

    /** Port 0 has queues 0 and 1, the control queues follow, and then the other ports' (5.3.2). */
    private static int receiveQueue(int port) {
        return port == 0 ? 0 : 2 + 2 * port;
    }

    @Override
    public long readConfig(int offset, int size) {
        return config.read(offset, size);
    }

    @Override
    public void writeConfig(int offset, int size, long value) {}

    @Override
    public void negotiated(long features) {
        multiport = Features.has(features, MULTIPORT);
    }

    @Override
    public void started() {
        if (!multiport) {
            ports.getFirst().guestOpened(true);
        }
        worker.signal();
    }

    @Override
    public void notified(int queue) {
        boolean transmit = (queue & 1) == 1 && queue != CONTROL_TRANSMIT;
        int port = queue < CONTROL_RECEIVE ? 0 : queue / 2 - 1;
        if (!transmit || portQueues[port].transmit()) {
            worker.signal();
        }
    }

    /** Everything that may be due; each part finds out for itself, under its queue, whether it is. */
    private void work() {
        DeviceLink present = link;
        if (present == null) {
            return;
        }
        if (multiport) {
            present.queue(CONTROL_TRANSMIT).serve(this::takeMessage);
            present.queue(CONTROL_RECEIVE).serve(this::giveMessage);
        }
        boolean more = false;
        for (PortQueues queues : portQueues) {
            queues.receive();
            more |= queues.transmit();
        }
        if (more) {
            worker.signal();
        }
    }

    private long takeMessage(Chain chain) throws MalformedChainException {
        if (chain.writableBytes() != 0) {
            throw new MalformedChainException("console control message that cannot be read");
        }
        byte[] header = new byte[ControlMessages.HEADER_BYTES];
        if (chain.read(0, header, 0, header.length) == header.length) {
            control.received(header);
        }
        return 0;
    }

    private long giveMessage(Chain chain) throws MalformedChainException {
        if (message.length == 0) {
            message = control.next();
        }
        if (message.length == 0) {
            return ChainHandler.NOT_YET;
        }
        if (chain.readableBytes() != 0 || chain.writableBytes() < message.length) {
            throw new MalformedChainException("console control buffer without room for a message");
        }
        int written = chain.write(0, message, 0, message.length);
        message = new byte[0];
        return written;
    }

    @Override
    public void reset() {
        multiport = false;
        control.reset();
        message = new byte[0];
    }

    @Override
    public void close() {
        worker.close();
    }

    private final class Events implements ConsolePort.PortEvents {
        private final int port;

        Events(int port) {
            this.port = port;
        }

        @Override
        public void inputArrived() {
            worker.signal();
        }

        @Override
        public void outputReady() {
            worker.signal();
        }

        @Override
        public void opened() {
            control.opened(port);
            worker.signal();
        }

        @Override
        public void resized(int columns, int rows) {
            DeviceLink present = link;
            if (port == 0 && present != null) {
                present.changeConfig(ConsoleDevice.this::putSize);
            }
            control.resized(port);
            worker.signal();
        }
    }
}
