package org.polyvisor.board.devicetree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a device tree as the blob that boot loaders pass on (Devicetree Specification, chapter 5, version 17). */
public final class FlattenedDeviceTree {
    private static final int MAGIC = 0xd00d_feed;
    private static final int VERSION = 17;
    private static final int COMPATIBLE_VERSION = 16;
    private static final int HEADER_BYTES = 40;
    /** One all-zero entry ends the memory reservation block; nothing is reserved. */
    private static final int RESERVATION_BYTES = 16;

    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROPERTY = 3;
    private static final int END = 9;

    private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<String, Integer> stringOffsets = new LinkedHashMap<>();

    private FlattenedDeviceTree() {}

    /** The blob, big-endian as its format is. */
    public static byte[] of(DeviceTreeNode root) {
        FlattenedDeviceTree blob = new FlattenedDeviceTree();
        blob.write(root);
        blob.cell(END);
        return blob.assemble();
    }

    private byte[] assemble() {
        int structureOffset = HEADER_BYTES + RESERVATION_BYTES;
        int stringsOffset = structureOffset + structure.size();
        int total = stringsOffset + strings.size();
        return ByteBuffer.allocate(total)
                .putInt(MAGIC)
                .putInt(total)
                .putInt(structureOffset)
                .putInt(stringsOffset)
                .putInt(HEADER_BYTES)
                .putInt(VERSION)
                .putInt(COMPATIBLE_VERSION)
                .putInt(0)
                .putInt(strings.size())
                .putInt(structure.size())
                .put(new byte[RESERVATION_BYTES])
                .put(structure.toByteArray())
                .put(strings.toByteArray())
                .array();
    }

    private void write(DeviceTreeNode node) {
        cell(BEGIN_NODE);
        padded((node.name() + '\0').getBytes(StandardCharsets.UTF_8));
        node.properties().forEach((name, value) -> {
            cell(PROPERTY);
            cell(value.length);
            cell(stringOffset(name));
            padded(value);
        });
        node.children().forEach(this::write);
        cell(END_NODE);
    }

    private int stringOffset(String name) {
        return stringOffsets.computeIfAbsent(name, added -> {
            int offset = strings.size();
            strings.writeBytes(added.getBytes(StandardCharsets.UTF_8));
            strings.write(0);
            return offset;
        });
    }

    private void cell(int value) {
        structure.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    }

    private void padded(byte[] bytes) {
        structure.writeBytes(bytes);
        structure.writeBytes(new byte[-bytes.length & 3]);
    }
}
