package org.polyvisor.guests.deb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Puts package files together byte by byte, wrong ones too. */
public final class TestPackage {
    private final ByteArrayOutputStream control = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** Adds a file to the data archive. */
    public TestPackage file(String path, String content) {
        return member(data, path, '0', content.getBytes(StandardCharsets.UTF_8), "");
    }

    public TestPackage directory(String path) {
        return member(data, path, '5', new byte[0], "");
    }

    public TestPackage link(String path, String target) {
        return member(data, path, '2', new byte[0], target);
    }

    public TestPackage hardLink(String path, String target) {
        return member(data, path, '1', new byte[0], target);
    }

    /** Adds a file to the control archive. */
    public TestPackage control(String name, String content) {
        return member(control, "./" + name, '0', content.getBytes(StandardCharsets.UTF_8), "");
    }

    /** Adds a member of any type, with that content. */
    public TestPackage raw(String path, char type, byte[] content) {
        return member(data, path, type, content, "");
    }

    /** Adds a header that claims a size, with nothing behind it. */
    public TestPackage claim(String path, String octalSize) {
        data.writeBytes(header(path, '0', octalSize, ""));
        return this;
    }

    public byte[] bytes() {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
            ar(out, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
            ar(out, "control.tar.xz", xz(control));
            ar(out, "data.tar.xz", xz(data));
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path write(Path folder, String name) throws IOException {
        return Files.write(folder.resolve(name), bytes());
    }

    /** Adds a member to an ar archive. */
    public static void ar(ByteArrayOutputStream out, String name, byte[] content) {
        String header = "%-16s%-12s%-6s%-6s%-8s%-10s`\n".formatted(name, 0, 0, 0, "100644", content.length);
        out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(content);
        out.writeBytes(new byte[content.length & 1]);
    }

    private static byte[] xz(ByteArrayOutputStream tar) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (XZOutputStream xz = new XZOutputStream(packed, new LZMA2Options(1))) {
            xz.write(tar.toByteArray());
            xz.write(new byte[1024]);
        }
        return packed.toByteArray();
    }

    private TestPackage member(ByteArrayOutputStream tar, String path, char type, byte[] content, String target) {
        tar.writeBytes(header(path, type, "%011o".formatted(content.length), target));
        tar.writeBytes(content);
        tar.writeBytes(new byte[-content.length & 511]);
        return this;
    }

    private static byte[] header(String path, char type, String octalSize, String target) {
        byte[] header = new byte[512];
        put(header, 0, path);
        put(header, 100, "0000644");
        put(header, 108, "0000012");
        put(header, 116, "0000034");
        put(header, 124, octalSize);
        put(header, 136, "00000000017");
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar  ");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }
}
