package org.polyvisor.virtio.net;

/**
 * What a network device is plugged into: one end of a wire that carries Ethernet frames, without check sequence. The
 * device calls {@link #send} from one thread at a time and {@link #receive} from one thread at a time.
 */
public interface FrameLine {
    /**
     * Sends a frame, or drops it if it cannot be sent now. Never waits.
     *
     * @param length of the frame, from the start of the array, up to {@link NetDevice#MAX_FRAME_BYTES}
     */
    void send(byte[] frame, int length);

    /**
     * Takes the oldest frame that has come.
     *
     * @param to has room for {@link NetDevice#MAX_FRAME_BYTES}
     * @return its length, or 0 if there is none
     */
    int receive(byte[] to);

    /** Whether the other end is in use. */
    boolean isUp();

    /**
     * A driver uses the device from now on, or does so no more; then frames that wait are dropped. While it calls this,
     * the device does not receive.
     */
    void setReady(boolean ready);

    /** Sets what is called when a frame has come or {@link #isUp} has changed; it must not wait. */
    void onChange(Runnable listener);
}
