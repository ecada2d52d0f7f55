package org.polyvisor.virtio;

import org.polyvisor.virtio.queue.VirtQueue;

/** What a device may ask of the transport that carries it. */
public interface DeviceLink {
    /** One of the device's queues; the same object for the life of the device. */
    VirtQueue queue(int index);

    /**
     * Changes the configuration space while no driver can be reading it, makes the change visible as one, and tells
     * the driver (virtio 1.2, 2.5). Not to be called while holding a queue.
     */
    void changeConfig(Runnable change);
}
