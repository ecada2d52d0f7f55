package org.polyvisor.virtio.mmio;

import org.polyvisor.virtio.queue.VirtQueue;

/**
 * The registers that configure the queue which QueueSel selects (virtio 1.2, 4.2.2). A queue that does not exist reads
 * as 0 and ignores writes; so does, against writes, one that is ready already. The transport serialises accesses.
 */
final class QueueRegisters {
    private final VirtQueue[] queues;
    private int selected;

    QueueRegisters(VirtQueue[] queues) {
        this.queues = queues;
    }

    void select(int queue) {
        selected = queue;
    }

    private boolean exists() {
        return Integer.compareUnsigned(selected, queues.length) < 0;
    }

    int readNumMax() {
        return exists() ? queues[selected].maxSize() : 0;
    }

    int readReady() {
        return exists() && queues[selected].isReady() ? 1 : 0;
    }

    /**
     * Writes QueueReady.
     *
     * @return whether all is well; false if the driver has configured what cannot be a queue
     */
    boolean writeReady(int value) {
        if (!exists()) {
            return true;
        }
        VirtQueue queue = queues[selected];
        if ((value & 1) == 0) {
            queue.disable();
            return true;
        }
        return queue.isReady() || queue.enable();
    }

    /** Writes QueueNum or one half of an area's address. */
    void configure(int register, int value) {
        if (!exists() || queues[selected].isReady()) {
            return;
        }
        VirtQueue queue = queues[selected];
        switch (register) {
            case Register.QUEUE_NUM -> queue.setSize(value);
            case Register.QUEUE_DESC_LOW -> queue.setDescriptorArea(Registers.withLow(queue.descriptorArea(), value));
            case Register.QUEUE_DESC_HIGH -> queue.setDescriptorArea(Registers.withHigh(queue.descriptorArea(), value));
            case Register.QUEUE_DRIVER_LOW -> queue.setDriverArea(Registers.withLow(queue.driverArea(), value));
            case Register.QUEUE_DRIVER_HIGH -> queue.setDriverArea(Registers.withHigh(queue.driverArea(), value));
            case Register.QUEUE_DEVICE_LOW -> queue.setDeviceArea(Registers.withLow(queue.deviceArea(), value));
            case Register.QUEUE_DEVICE_HIGH -> queue.setDeviceArea(Registers.withHigh(queue.deviceArea(), value));
            default -> {}
        }
    }

    void reset() {
        for (VirtQueue queue : queues) {
            queue.reset();
        }
        selected = 0;
    }
}
