package org.polyvisor.guests.disk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes into a tree what dpkg remembers of packages that are unpacked but not configured, as if dpkg had unpacked
 * them: {@code /var/lib/dpkg/status} and {@code /var/lib/dpkg/info} (dpkg's documentation of its database; the fields:
 * deb-control(5), the files: deb(5)). {@code dpkg --configure} in the guest takes it from there.
 */
final class DpkgDatabase {
    private static final String ROOT = "var/lib/dpkg/";
    private static final Set<String> SCRIPTS = Set.of("preinst", "postinst", "prerm", "postrm", "config");
    /** The index's own copy of the fields, and a list of files that goes into the status. */
    private static final Set<String> NOT_KEPT = Set.of("control");

    private final RootTree tree;
    private final StringBuilder status = new StringBuilder();
    private final StringBuilder order = new StringBuilder();
    private final DpkgTriggers triggers = new DpkgTriggers();

    DpkgDatabase(RootTree tree) {
        this.tree = tree;
    }

    /**
     * Notes a package whose files are in the tree.
     *
     * @param control the files of its control archive
     * @param paths everything it installed, relative, the root as the empty path
     */
    void add(Map<String, byte[]> control, List<String> paths) throws IOException {
        String fields = text(control, "control").strip();
        String name = field(fields, "Package");
        String key = field(fields, "Multi-Arch").equals("same") ? name + ":" + field(fields, "Architecture") : name;
        for (Map.Entry<String, byte[]> file : control.entrySet()) {
            if (!NOT_KEPT.contains(file.getKey())) {
                tree.file(
                        ROOT + "info/" + key + "." + file.getKey(),
                        SCRIPTS.contains(file.getKey()) ? 0755 : 0644,
                        Owner.ROOT,
                        new ByteArrayInputStream(file.getValue()));
            }
        }
        StringBuilder list = new StringBuilder();
        for (String path : paths) {
            list.append('/').append(path.isEmpty() ? "." : path).append('\n');
        }
        tree.text(ROOT + "info/" + key + ".list", 0644, list.toString());
        triggers.add(key, text(control, "triggers"));
        status.append(fields)
                .append("\nStatus: install ok unpacked\n")
                .append(conffiles(text(control, "conffiles")))
                .append('\n');
        order.append(key).append('\n');
    }

    /** Writes what concerns all packages; {@code orderFile} gets their keys in the order of {@link #add}. */
    void finish(String orderFile) throws IOException {
        tree.directory(ROOT + "updates", 0755, Owner.ROOT);
        tree.directory(ROOT + "alternatives", 0755, Owner.ROOT);
        tree.directory(ROOT + "parts", 0755, Owner.ROOT);
        tree.text(ROOT + "status", 0644, status.toString());
        tree.text(ROOT + "available", 0644, "");
        tree.text(ROOT + "info/format", 0644, "1\n");
        triggers.write(tree, ROOT + "triggers/");
        tree.text(orderFile, 0644, order.toString());
    }

    private String conffiles(String list) throws IOException {
        StringBuilder field = new StringBuilder();
        for (String line : list.lines().toList()) {
            String path = line.strip();
            if (path.startsWith("/")) {
                field.append(' ')
                        .append(path)
                        .append(' ')
                        .append(md5(tree.read(path.substring(1))))
                        .append('\n');
            }
        }
        return field.isEmpty() ? "" : "Conffiles:\n" + field;
    }

    private static String field(String fields, String name) {
        return fields.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String text(Map<String, byte[]> control, String name) {
        byte[] bytes = control.get(name);
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** dpkg compares conffiles by MD5; nothing here relies on it for security. */
    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
