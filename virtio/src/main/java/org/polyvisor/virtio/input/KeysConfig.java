package org.polyvisor.virtio.input;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.polyvisor.virtio.ConfigSpace;

/**
 * The configuration space of a device with keys (virtio 1.2, 5.8.4): the driver selects what it wants to know and reads
 * its size and the answer. Calls are serialised.
 */
final class KeysConfig {
    private static final int SELECT = 0;
    private static final int SUBSELECT = 1;
    private static final int SIZE = 2;
    private static final int ANSWER = 8;
    private static final int MAX_ANSWER = 128;

    private static final int NAME = 0x01;
    private static final int IDS = 0x03;
    private static final int EVENT_BITS = 0x11;

    /** Bus BUS_VIRTUAL, then vendor, product and version, which nobody assigns. */
    private static final byte[] ID_FIELDS = {6, 0, 0, 0, 1, 0, 1, 0};

    private static final byte[] NOTHING = {};

    private final byte[] name;
    private final byte[] keys;
    private int select;
    private int subselect;
    private ConfigSpace space = new ConfigSpace(ANSWER);

    KeysConfig(String name, int... codes) {
        this.name = name.getBytes(StandardCharsets.US_ASCII);
        BitSet bits = new BitSet();
        for (int code : codes) {
            bits.set(code);
        }
        keys = bits.toByteArray();
        if (this.name.length > MAX_ANSWER || keys.length > MAX_ANSWER || bits.get(0)) {
            throw new IllegalArgumentException("a name or a key's code that no driver could be told");
        }
    }

    long read(int offset, int size) {
        return space.read(offset, size);
    }

    void write(int offset, int size, long value) {
        for (int i = 0; i < size; i++) {
            int one = (int) (value >>> 8 * i) & 0xff;
            switch (offset + i) {
                case SELECT -> select = one;
                case SUBSELECT -> subselect = one;
                default -> {
                    // The rest is the device's.
                }
            }
        }
        answer();
    }

    void deselect() {
        select = 0;
        subselect = 0;
        answer();
    }

    private void answer() {
        byte[] answer = switch (select) {
            case NAME -> subselect == 0 ? name : NOTHING;
            case IDS -> subselect == 0 ? ID_FIELDS : NOTHING;
            case EVENT_BITS -> subselect == InputEvent.TYPE_KEY ? keys : NOTHING;
            default -> NOTHING;
        };
        space = new ConfigSpace(ANSWER + answer.length)
                .put8(SELECT, select)
                .put8(SUBSELECT, subselect)
                .put8(SIZE, answer.length);
        for (int i = 0; i < answer.length; i++) {
            space.put8(ANSWER + i, answer[i]);
        }
    }
}
