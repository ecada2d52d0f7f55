package org.polyvisor.guests.disk;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Follows symbolic links of a tree that is being laid out, by its own book and never the host's: an absolute target
 * starts at the tree's root, and {@code ..} stops there, so no path leads outside.
 */
final class LinkResolver {
    private static final int MAX_LINKS = 40;

    private final Map<String, String> links = new HashMap<>();

    void add(String path, String target) {
        links.put(path, target);
    }

    void remove(String path) {
        links.remove(path);
    }

    boolean isLink(String path) {
        return links.containsKey(path);
    }

    /** The place that {@code path} means, its last component not followed; the same form as {@code path}. */
    String resolveParent(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return path;
        }
        String parent = resolve(path.substring(0, slash));
        String name = path.substring(slash + 1);
        return parent.isEmpty() ? name : parent + "/" + name;
    }

    /** The place that {@code path} means, all links followed; empty for the root. */
    String resolve(String path) throws IOException {
        Deque<String> open = new ArrayDeque<>();
        pushAll(open, path);
        String at = "";
        int followed = 0;
        while (!open.isEmpty()) {
            String part = open.removeFirst();
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                at = at.substring(0, Math.max(at.lastIndexOf('/'), 0));
                continue;
            }
            String next = at.isEmpty() ? part : at + "/" + part;
            String target = links.get(next);
            if (target == null) {
                at = next;
                continue;
            }
            if (++followed > MAX_LINKS) {
                throw new IOException("symbolic links go in a circle at " + path);
            }
            if (target.startsWith("/")) {
                at = "";
            }
            pushAll(open, target);
        }
        return at;
    }

    private static void pushAll(Deque<String> open, String path) {
        String[] parts = path.split("/", -1);
        for (int i = parts.length - 1; i >= 0; i--) {
            open.addFirst(parts[i]);
        }
    }
}
