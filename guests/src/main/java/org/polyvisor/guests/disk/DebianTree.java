package org.polyvisor.guests.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.polyvisor.guests.deb.DebFile;

/**
 * Lays out a Debian system from its packages, unpacked but not configured: that takes the packages' own scripts, which
 * {@link #SECOND_STAGE} runs in the guest.
 */
public final class DebianTree {
    /** Raised with every change of what is laid out besides the packages. */
    public static final int VERSION = 2;
    /** Absolute path in the guest of the script that completes the system; it is run by the system's own shell. */
    public static final String SECOND_STAGE = "/var/lib/polyvisor/second-stage";
    /** Absolute path in the guest of the file that holds {@code done} when the script has succeeded. */
    public static final String OUTCOME = "/var/lib/polyvisor/outcome";

    private static final String FOLDER = "var/lib/polyvisor/";
    /** What base-files has as links in a merged /usr; made first, so that no package makes a directory there. */
    private static final List<String> MERGED = List.of("bin", "sbin", "lib");

    private DebianTree() {}

    /**
     * Unpacks and makes the image.
     *
     * @param packages in an order in which they may be installed
     * @param sources what the guest's own apt shall use (sources.list(5))
     * @param files what else the system shall hold: text by path, without a leading slash
     * @param image the file to write
     * @param imageBytes its size
     * @param scratch an empty folder; the caller deletes it
     * @param done hears how many packages have been unpacked
     */
    public static void build(
            List<Path> packages,
            String sources,
            Map<String, String> files,
            Path image,
            long imageBytes,
            Path scratch,
            LongConsumer done)
            throws IOException {
        RootTree tree = new RootTree(Files.createDirectory(scratch.resolve("root")));
        for (String name : MERGED) {
            tree.directory("usr/" + name, 0755, Owner.ROOT);
            tree.link(name, "usr/" + name, Owner.ROOT);
        }
        DpkgDatabase database = new DpkgDatabase(tree);
        for (int i = 0; i < packages.size(); i++) {
            DebFile deb = new DebFile(packages.get(i));
            List<String> paths = new ArrayList<>();
            deb.visitData((entry, content) -> {
                paths.add(entry.path());
                tree.add(entry, content);
            });
            database.add(deb.control(), paths);
            done.accept(i + 1L);
        }
        database.finish(FOLDER + "order");
        addOwnFiles(tree, sources);
        for (Map.Entry<String, String> file : files.entrySet()) {
            tree.text(file.getKey(), 0644, file.getValue());
        }
        Ext4Image.write(tree, image, imageBytes, scratch);
    }

    private static void addOwnFiles(RootTree tree, String sources) throws IOException {
        tree.text("etc/hostname", 0644, "polyvisor\n");
        tree.text("etc/hosts", 0644, "127.0.0.1 localhost polyvisor\n::1 localhost\n");
        tree.text("etc/fstab", 0644, "/dev/vda / ext4 defaults 0 1\n");
        tree.text("etc/apt/sources.list", 0644, sources);
        try (InputStream in = DebianTree.class.getResourceAsStream("second-stage.sh")) {
            if (in == null) {
                throw new IllegalStateException("the module lacks its resource second-stage.sh");
            }
            tree.file(SECOND_STAGE.substring(1), 0755, Owner.ROOT, in);
        }
    }
}
