package org.polyvisor.board.devicetree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node of a device tree under construction (Devicetree Specification, chapter 2): properties, then children. */
public final class DeviceTreeNode {
    private static final int MAX_NAME = 31;

    private final String name;
    private final Map<String, byte[]> properties = new LinkedHashMap<>();
    private final List<DeviceTreeNode> children = new ArrayList<>();

    private DeviceTreeNode(String name) {
        this.name = name;
    }

    /** The root of a new tree. */
    public static DeviceTreeNode root() {
        return new DeviceTreeNode("");
    }

    /**
     * Adds a child.
     *
     * @param childName with the unit address, as in {@code memory@40000000}
     * @throws IllegalArgumentException if the name is too long or taken
     */
    public DeviceTreeNode child(String childName) {
        int unit = childName.indexOf('@');
        int length = unit < 0 ? childName.length() : unit;
        if (length < 1 || length > MAX_NAME) {
            throw new IllegalArgumentException("no node can be called '" + childName + "'");
        }
        if (children.stream().anyMatch(child -> child.name.equals(childName))) {
            throw new IllegalArgumentException("two nodes are called '" + childName + "'");
        }
        DeviceTreeNode child = new DeviceTreeNode(childName);
        children.add(child);
        return child;
    }

    /** A property without a value: its presence says it all. */
    public DeviceTreeNode flag(String property) {
        return bytes(property, new byte[0]);
    }

    /** A property of 32-bit cells. */
    public DeviceTreeNode cells(String property, int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            buffer.putInt(value);
        }
        return bytes(property, buffer.array());
    }

    /** A property of 64-bit numbers, each two cells, as in {@code reg} with two address and two size cells. */
    public DeviceTreeNode longs(String property, long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * values.length);
        for (long value : values) {
            buffer.putLong(value);
        }
        return bytes(property, buffer.array());
    }

    /** A property of one string or a list of strings. */
    public DeviceTreeNode strings(String property, String... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String value : values) {
            if (value.indexOf(0) >= 0) {
                throw new IllegalArgumentException(property + " contains a zero character");
            }
            out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            out.write(0);
        }
        return bytes(property, out.toByteArray());
    }

    /** A property of bytes. Setting a property again replaces its value. */
    public DeviceTreeNode bytes(String property, byte[] value) {
        properties.put(property, value.clone());
        return this;
    }

    /** The name with the unit address; empty for the root. */
    public String name() {
        return name;
    }

    /** The properties in the order of their first setting; don't change the values. */
    public Map<String, byte[]> properties() {
        return Collections.unmodifiableMap(properties);
    }

    public List<DeviceTreeNode> children() {
        return Collections.unmodifiableList(children);
    }
}
