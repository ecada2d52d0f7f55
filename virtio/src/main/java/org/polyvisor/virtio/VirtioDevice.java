package org.polyvisor.virtio;

/**
 * A device type as a transport sees it. The transport owns the registers, the status and the queues' configuration;
 * the device says what it is, and works on the queues that the {@link DeviceLink} hands it.
 *
 * <p>The transport serialises its calls, except {@link #notified}, which any vCPU's thread makes at any time. All must
 * return promptly: a vCPU waits.
 */
public interface VirtioDevice extends AutoCloseable {
    /** The device type (virtio 1.2, chapter 5). */
    int deviceId();

    /** The feature bits of the device type that are offered. They never change. */
    long features();

    /** How many queues there are. */
    int queueCount();

    /** The largest size of a queue that the device accepts, a power of two up to 1024. */
    int maxQueueSize(int queue);

    /** Called once, before anything else, by the transport that carries the device. */
    void attach(DeviceLink link);

    /**
     * Reads the device's configuration space.
     *
     * @param offset from its start, anything not negative
     * @param size 1, 2, 4 or 8 bytes
     * @return the value, zero-extended; 0 beyond the end
     */
    long readConfig(int offset, int size);

    /** Writes the device's configuration space; what the driver may not write is ignored. */
    void writeConfig(int offset, int size, long value);

    /** The driver has set FEATURES_OK with {@code features}, a subset of what was offered. */
    void negotiated(long features);

    /** The driver has set DRIVER_OK, or made one more queue ready after it: the ready queues are live now. */
    void started();

    /** The driver says that a queue has new buffers. May come for any valid index, spuriously, from any thread. */
    void notified(int queue);

    /** The driver has reset the device. No queue is live, and nothing of what was negotiated holds any more. */
    void reset();

    /** Ends the device's threads. No queue is live. */
    @Override
    void close();
}
