package org.polyvisor.virtio.mmio;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.bus.InterruptLine;
import org.polyvisor.board.bus.GuestMemory;
import org.polyvisor.board.bus.MmioDevice;
import org.polyvisor.virtio.DeviceLink;
import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.queue.QueueEvents;
import org.polyvisor.virtio.queue.VirtQueue;

/**
 * The virtio-mmio transport, version 2 (virtio 1.2, 4.2), round one device.
 *
 * <p>Control registers answer 32-bit accesses; other sizes read 0 and write nothing. The interrupt suits level- and
 * edge-triggered inputs.
 * When the driver breaks the rules of a queue, all queues stop, DEVICE_NEEDS_RESET appears in the status, and the
 * configuration interrupt says so; a reset makes the device usable again.
 *
 * <p>Lock order: this transport, then a queue, then the interrupt status, then whatever the interrupt line does.
 */
public final class VirtioMmio implements MmioDevice, AutoCloseable {
    /** Bytes of address space that a device takes. */
    public static final int SIZE = 0x200;

    private static final Logger LOG = System.getLogger(VirtioMmio.class.getName());

    /** "virt", little-endian. */
    private static final int MAGIC = 0x74726976;

    private static final int VERSION = 2;

    /** "PLYV", little-endian; the specification keeps no register of vendors. */
    private static final int VENDOR = 0x56594c50;

    private final VirtioDevice device;
    private final InterruptStatus interrupts;
    private final DeviceStatus status = new DeviceStatus();
    private final FeatureNegotiation features;
    private final VirtQueue[] queues;
    private final QueueRegisters queueRegisters;
    private int generation;
    private volatile @Nullable RuntimeException firstFailure;

    /**
     * Puts a device behind registers.
     *
     * @param memory the RAM of the VM; it must stay valid until {@link #close} has returned
     * @param line the wire to the interrupt controller
     */
    public VirtioMmio(VirtioDevice device, GuestMemory memory, InterruptLine line) {
        this.device = device;
        interrupts = new InterruptStatus(line);
        features = new FeatureNegotiation(
                device.features() | Features.RING_INDIRECT_DESC | Features.RING_EVENT_IDX | Features.VERSION_1);
        queues = new VirtQueue[device.queueCount()];
        Link link = new Link();
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new VirtQueue(memory, link, i, device.maxQueueSize(i));
        }
        queueRegisters = new QueueRegisters(queues);
        device.attach(link);
    }

    @Override
    public long size() {
        return SIZE;
    }

    @Override
    public long read(long offset, int size) {
        if (offset >= Register.CONFIG) {
            return readConfig(offset, size);
        }
        return size == Integer.BYTES ? readControl((int) offset) & 0xffff_ffffL : 0;
    }

    private int readControl(int register) {
        return switch (register) {
            case Register.MAGIC_VALUE -> MAGIC;
            case Register.VERSION -> VERSION;
            case Register.DEVICE_ID -> device.deviceId();
            case Register.VENDOR_ID -> VENDOR;
            case Register.INTERRUPT_STATUS -> interrupts.read();
            case Register.STATUS -> status.get();
            // No device has shared memory: the length and the base of every region are -1.
            case Register.SHM_LEN_LOW, Register.SHM_LEN_HIGH, Register.SHM_BASE_LOW, Register.SHM_BASE_HIGH -> -1;
            default -> readLocked(register);
        };
    }

    private synchronized int readLocked(int register) {
        return switch (register) {
            case Register.DEVICE_FEATURES -> features.readDeviceWord();
            case Register.QUEUE_NUM_MAX -> queueRegisters.readNumMax();
            case Register.QUEUE_READY -> queueRegisters.readReady();
            case Register.CONFIG_GENERATION -> generation;
            default -> 0;
        };
    }

    private synchronized long readConfig(long offset, int size) {
        return device.readConfig((int) (offset - Register.CONFIG), size);
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset >= Register.CONFIG) {
            writeConfig(offset, size, value);
        } else if (size == Integer.BYTES) {
            writeControl((int) offset, (int) value);
        }
    }

    private void writeControl(int register, int value) {
        switch (register) {
            case Register.QUEUE_NOTIFY -> notifyDevice(value);
            case Register.INTERRUPT_ACK -> interrupts.acknowledge(value);
            default -> writeLocked(register, value);
        }
    }

    private void notifyDevice(int queue) {
        // A notification that comes too early is not lost: starting a queue looks at it.
        if (Integer.compareUnsigned(queue, queues.length) < 0 && status.has(DeviceStatus.DRIVER_OK)) {
            device.notified(queue);
        }
    }

    private synchronized void writeLocked(int register, int value) {
        switch (register) {
            case Register.DEVICE_FEATURES_SEL -> features.selectDeviceWord(value);
            case Register.DRIVER_FEATURES_SEL -> features.selectDriverWord(value);
            case Register.DRIVER_FEATURES -> writeDriverFeatures(value);
            case Register.QUEUE_SEL -> queueRegisters.select(value);
            case Register.QUEUE_READY -> writeQueueReady(value);
            case Register.STATUS -> writeStatus(value & 0xff);
            default -> queueRegisters.configure(register, value);
        }
    }

    private synchronized void writeConfig(long offset, int size, long value) {
        device.writeConfig((int) (offset - Register.CONFIG), size, value);
    }

    private void writeDriverFeatures(int value) {
        if (!status.has(DeviceStatus.FEATURES_OK)) {
            features.writeDriverWord(value);
        }
    }

    private void writeQueueReady(int value) {
        if (!queueRegisters.writeReady(value)) {
            needsReset("a queue's size or addresses are impossible");
        } else if (status.has(DeviceStatus.DRIVER_OK)) {
            startQueues();
        }
    }

    private void writeStatus(int value) {
        if (value == 0) {
            reset();
            return;
        }
        status.set(value & (DeviceStatus.ACKNOWLEDGE | DeviceStatus.DRIVER | DeviceStatus.FAILED));
        if ((value & DeviceStatus.FEATURES_OK) != 0
                && !status.has(DeviceStatus.FEATURES_OK)
                && features.isAcceptable()) {
            status.set(DeviceStatus.FEATURES_OK);
            device.negotiated(features.accepted());
        }
        if ((value & DeviceStatus.DRIVER_OK) != 0
                && !status.has(DeviceStatus.DRIVER_OK)
                && status.has(DeviceStatus.FEATURES_OK)) {
            status.set(DeviceStatus.DRIVER_OK);
            startQueues();
        }
    }

    private void startQueues() {
        if (status.has(DeviceStatus.NEEDS_RESET)) {
            return;
        }
        for (VirtQueue queue : queues) {
            queue.start(features.accepted());
        }
        device.started();
    }

    private void reset() {
        for (VirtQueue queue : queues) {
            queue.halt();
        }
        queueRegisters.reset();
        device.reset();
        features.reset();
        status.reset();
        interrupts.acknowledge(-1);
    }

    private void needsReset(String why) {
        int before = status.set(DeviceStatus.NEEDS_RESET);
        for (VirtQueue queue : queues) {
            queue.halt();
        }
        if ((before & DeviceStatus.NEEDS_RESET) == 0) {
            LOG.log(Level.DEBUG, () -> "virtio device " + device.deviceId() + " needs a reset: " + why);
            if ((before & DeviceStatus.DRIVER_OK) != 0) {
                interrupts.raise(InterruptStatus.CONFIGURATION_CHANGE);
            }
        }
    }

    /** The first exception that the device's own code let out, if ever; the guest got a device that needs a reset. */
    public @Nullable RuntimeException internalFailure() {
        return firstFailure;
    }

    /** Resets the device and ends its threads; when this returns, nobody uses the guest's memory any more. */
    @Override
    public synchronized void close() {
        reset();
        device.close();
    }

    private final class Link implements DeviceLink, QueueEvents {
        @Override
        public VirtQueue queue(int index) {
            return queues[index];
        }

        @Override
        public void changeConfig(Runnable change) {
            synchronized (VirtioMmio.this) {
                change.run();
                generation++;
                if (status.has(DeviceStatus.DRIVER_OK)) {
                    interrupts.raise(InterruptStatus.CONFIGURATION_CHANGE);
                }
            }
        }

        @Override
        public void usedBuffers() {
            interrupts.raise(InterruptStatus.USED_BUFFER);
        }

        @Override
        public void malformed(VirtQueue queue, String what) {
            needsReset("queue " + queue.index() + ": " + what);
        }

        @Override
        public void failed(VirtQueue queue, RuntimeException cause) {
            if (firstFailure == null) {
                firstFailure = cause;
                LOG.log(Level.ERROR, "virtio device " + device.deviceId() + ": internal error", cause);
            }
            needsReset("internal error");
        }
    }
}
