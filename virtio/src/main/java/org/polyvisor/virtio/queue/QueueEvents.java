package org.polyvisor.virtio.queue;

/** What a queue tells its transport, from whatever thread works on it, while that thread holds the queue. */
public interface QueueEvents {
    /** Used buffers are there that the driver wants to be interrupted for. */
    void usedBuffers();

    /** The driver broke the queue's rules; the whole device must stop and ask for a reset. */
    void malformed(VirtQueue queue, String what);

    /** The device itself failed, by a mistake of ours; it must stop and ask for a reset like the above. */
    void failed(VirtQueue queue, RuntimeException cause);
}
