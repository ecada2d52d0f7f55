package org.polyvisor.virtio.input;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Events as the event queue carries them: type, code, value (virtio 1.2, 5.8.6, struct virtio_input_event). */
final class InputEvent {
    static final int BYTES = 8;

    /** The events before it belong together: EV_SYN, SYN_REPORT. */
    static final byte[] END_OF_GROUP = event(0, 0, 0);

    /** EV_KEY. */
    static final int TYPE_KEY = 1;

    private InputEvent() {}

    static byte[] key(int code, boolean down) {
        return event(TYPE_KEY, code, down ? 1 : 0);
    }

    private static byte[] event(int type, int code, int value) {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) type)
                .putShort((short) code)
                .putInt(value)
                .array();
    }
}
