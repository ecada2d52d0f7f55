package org.polyvisor.guests.initramfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a cpio archive in the "newc" form that Linux unpacks at boot (Linux, Documentation/driver-api/early-userspace/
 * buffer-format.rst). Everything belongs to root and is dated 1970, so equal contents make equal archives.
 */
public final class CpioWriter {
    private static final int TYPE_DIRECTORY = 0040000;
    private static final int TYPE_FILE = 0100000;
    private static final int TYPE_LINK = 0120000;
    private static final int TYPE_CHARACTER_DEVICE = 0020000;
    private static final int ALIGNMENT = 4;
    private static final byte[] NOTHING = {};

    private final OutputStream out;
    private long written;
    private int lastInode;

    public CpioWriter(OutputStream out) {
        this.out = out;
    }

    /** Adds a directory, which must stand before what lies in it. */
    public void directory(String path, int permissions) throws IOException {
        member(path, TYPE_DIRECTORY | permissions, 2, 0, 0, NOTHING);
    }

    /** Adds a file. */
    public void file(String path, int permissions, byte[] content) throws IOException {
        member(path, TYPE_FILE | permissions, 1, 0, 0, content);
    }

    /** Adds a symbolic link. */
    public void link(String path, String target) throws IOException {
        member(path, TYPE_LINK | 0777, 1, 0, 0, target.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a character device. */
    public void characterDevice(String path, int permissions, int major, int minor) throws IOException {
        member(path, TYPE_CHARACTER_DEVICE | permissions, 1, major, minor, NOTHING);
    }

    /** Ends the archive; the stream stays open. */
    public void finish() throws IOException {
        header("TRAILER!!!", 0, 0, 1, 0, 0, 0);
    }

    private void member(String path, int mode, int links, int major, int minor, byte[] content) throws IOException {
        if (path.isEmpty() || path.startsWith("/")) {
            throw new IllegalArgumentException("a path in an archive is relative: '" + path + "'");
        }
        header(path, ++lastInode, mode, links, major, minor, content.length);
        out.write(content);
        written += content.length;
        pad();
    }

    private void header(String path, int inode, int mode, int links, int major, int minor, int size)
            throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        // Fields: inode, mode, user, group, links, date, size, device's major and minor, node's major and minor,
        // length of the name with its zero byte, checksum (unused).
        String fields = "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x"
                .formatted(inode, mode, 0, 0, links, 0, size, 0, 0, major, minor, name.length + 1, 0);
        out.write(fields.getBytes(StandardCharsets.US_ASCII));
        out.write(name);
        out.write(0);
        written += fields.length() + name.length + 1;
        pad();
    }

    private void pad() throws IOException {
        while (written % ALIGNMENT != 0) {
            out.write(0);
            written++;
        }
    }
}
