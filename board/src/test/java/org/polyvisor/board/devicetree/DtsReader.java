package org.polyvisor.board.devicetree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the source that dtc prints for a blob: every property by its path, as hexadecimal digits. */
final class DtsReader {
    private static final Pattern VALUE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|<([^>]*)>|\\[([^\\]]*)\\]");

    private DtsReader() {}

    static Map<String, String> properties(String source) {
        Map<String, String> result = new TreeMap<>();
        Deque<String> path = new ArrayDeque<>();
        for (String line : source.lines().map(String::strip).toList()) {
            if (line.endsWith("{")) {
                String name = line.substring(0, line.length() - 1).strip();
                path.addLast(name.equals("/") ? "" : path.peekLast() + "/" + name);
                result.put(path.peekLast() + "/", "");
            } else if (line.equals("};")) {
                path.removeLast();
            } else if (!path.isEmpty() && line.endsWith(";")) {
                String[] parts = line.substring(0, line.length() - 1).split(" = ", 2);
                result.put(path.peekLast() + "/:" + parts[0], parts.length == 1 ? "" : hex(parts[1]));
            }
        }
        return result;
    }

    static Map<String, String> properties(DeviceTreeNode root) {
        Map<String, String> result = new TreeMap<>();
        collect(root, "", result);
        return result;
    }

    private static void collect(DeviceTreeNode node, String path, Map<String, String> result) {
        result.put(path + "/", "");
        node.properties()
                .forEach((name, value) ->
                        result.put(path + "/:" + name, HexFormat.of().formatHex(value)));
        node.children().forEach(child -> collect(child, path + "/" + child.name(), result));
    }

    private static String hex(String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher matcher = VALUE.matcher(value);
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                bytes.writeBytes(unescape(matcher.group(1)).getBytes(StandardCharsets.ISO_8859_1));
                bytes.write(0);
            } else if (matcher.group(2) != null) {
                for (String cell : matcher.group(2).strip().split("\\s+", -1)) {
                    bytes.writeBytes(ByteBuffer.allocate(4)
                            .putInt(Integer.parseUnsignedInt(cell.substring(2), 16))
                            .array());
                }
            } else {
                bytes.writeBytes(HexFormat.of().parseHex(matcher.group(3).replaceAll("\\s", "")));
            }
        }
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String unescape(String text) {
        StringBuilder result = new StringBuilder();
        Matcher matcher =
                Pattern.compile("\\\\x([0-9a-f]{2})|\\\\([0-7]{1,3})|\\\\(.)").matcher(text);
        int from = 0;
        while (matcher.find()) {
            result.append(text, from, matcher.start());
            if (matcher.group(1) != null) {
                result.append((char) Integer.parseInt(matcher.group(1), 16));
            } else if (matcher.group(2) != null) {
                result.append((char) Integer.parseInt(matcher.group(2), 8));
            } else {
                result.append(matcher.group(3));
            }
            from = matcher.end();
        }
        return result.append(text.substring(from)).toString();
    }
}
