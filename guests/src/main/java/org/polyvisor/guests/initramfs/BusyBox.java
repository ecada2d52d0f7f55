package org.polyvisor.guests.initramfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds which commands a busybox executable answers to. It keeps their names as one sorted list of zero-terminated
 * strings that ends with an empty one; since it is built for another processor, it cannot be asked.
 */
public final class BusyBox {
    /** The first names of the sorted list, in every configuration with a shell. */
    private static final byte[] LIST_START = "\0[\0[[\0".getBytes(StandardCharsets.US_ASCII);

    private static final int MAX_COMMANDS = 1000;
    private static final int MAX_NAME = 32;

    private BusyBox() {}

    /**
     * The commands' names.
     *
     * @throws IllegalArgumentException if the executable has no such list
     */
    public static List<String> commands(byte[] executable) {
        for (int start = 0; start + LIST_START.length <= executable.length; start++) {
            if (startsHere(executable, start)) {
                List<String> names = names(executable, start + 1);
                if (names.contains("sh") && names.contains("busybox")) {
                    return names;
                }
            }
        }
        throw new IllegalArgumentException("the busybox executable has no list of commands");
    }

    private static boolean startsHere(byte[] bytes, int start) {
        for (int i = 0; i < LIST_START.length; i++) {
            if (bytes[start + i] != LIST_START[i] && i > 0) {
                return false;
            }
        }
        return true;
    }

    private static List<String> names(byte[] bytes, int start) {
        List<String> names = new ArrayList<>();
        int from = start;
        for (int at = start; at < bytes.length && names.size() < MAX_COMMANDS; at++) {
            if (bytes[at] == 0) {
                if (at == from || at - from > MAX_NAME) {
                    break;
                }
                String name = new String(bytes, from, at - from, StandardCharsets.US_ASCII);
                if (name.contains("/")) {
                    break;
                }
                names.add(name);
                from = at + 1;
            }
        }
        return names;
    }
}
