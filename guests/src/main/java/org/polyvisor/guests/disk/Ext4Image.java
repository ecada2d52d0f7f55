package org.polyvisor.guests.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Makes an ext4 image of a tree with e2fsprogs; needs no privilege and mounts nothing. */
public final class Ext4Image {
    /** How debugfs introduces itself before it does what it was asked for. */
    private static final String BANNER = "^debugfs [0-9][^\n]*\n";

    private Ext4Image() {}

    /**
     * Writes the image.
     *
     * @param image a file that is made sparse
     * @param bytes its size
     * @param scratch a folder for a command file
     */
    static void write(RootTree tree, Path image, long bytes, Path scratch) throws IOException {
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        // Tables and journal are initialised now: left to the kernel, that would be the guest's first work.
        FileSystemTools.Result made = FileSystemTools.run(
                "mke2fs",
                "-q",
                "-F",
                "-t",
                "ext4",
                "-L",
                "polyvisor",
                "-m",
                "1",
                "-b",
                "4096",
                "-J",
                "size=32",
                "-E",
                "lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0",
                "-d",
                tree.folder().toString(),
                image.toString());
        if (made.code() != 0) {
            throw new IOException("mke2fs failed: " + made.lastWords());
        }
        Path commands = scratch.resolve("owners");
        Files.writeString(commands, ownerCommands(tree), StandardCharsets.UTF_8);
        FileSystemTools.Result owned =
                FileSystemTools.run("debugfs", "-w", "-f", commands.toString(), image.toString());
        if (owned.code() != 0 || owned.output().contains("not found")) {
            throw new IOException("debugfs failed: " + owned.lastWords());
        }
        check(image);
    }

    /** Checks the file system without changing it; an IOException tells what is wrong. */
    public static void check(Path image) throws IOException {
        FileSystemTools.Result checked = FileSystemTools.run("e2fsck", "-fn", image.toString());
        if (checked.code() != 0) {
            throw new IOException("the file system on %s is damaged: %s".formatted(image, checked.lastWords()));
        }
    }

    /** The content of a file of the image, or what debugfs says instead. */
    public static String read(Path image, String path) throws IOException {
        return FileSystemTools.run("debugfs", "-R", "cat \"" + path + "\"", image.toString())
                .output()
                .replaceFirst(BANNER, "");
    }

    /** Sets the owner of everything that does not belong to whom the image got it from, the user of this process. */
    private static String ownerCommands(RootTree tree) throws IOException {
        int user = (int) Files.getAttribute(tree.folder(), "unix:uid");
        int group = (int) Files.getAttribute(tree.folder(), "unix:gid");
        StringBuilder commands = new StringBuilder();
        for (Map.Entry<String, Owner> entry : tree.owners().entrySet()) {
            Owner owner = entry.getValue();
            if (owner.user() != user && !entry.getKey().isEmpty()) {
                commands.append("sif \"/%s\" uid %d\n".formatted(entry.getKey(), owner.user()));
            }
            if (owner.group() != group && !entry.getKey().isEmpty()) {
                commands.append("sif \"/%s\" gid %d\n".formatted(entry.getKey(), owner.group()));
            }
        }
        return commands.toString();
    }
}
