package org.polyvisor.guests.deb;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A Debian binary package, as deb(5) describes it: an {@code ar} archive of a version mark, a control tar and a data
 * tar. Reads it as a stream and trusts nothing in it.
 */
public final class DebFile {
    private static final byte[] AR_MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
    private static final int AR_HEADER = 60;
    /** Covers dictionaries of 64 MiB, the largest that xz's presets use. */
    private static final int XZ_MEMORY_KIB = 100 * 1024;

    private static final long MAX_CONTROL_FILE = 4 << 20;
    private static final int MAX_CONTROL_FILES = 64;

    private final Path file;

    public DebFile(Path file) {
        this.file = file;
    }

    /** Takes the members of the data archive, in their order. */
    @FunctionalInterface
    public interface Visitor {
        /** The content is that of a {@link TarEntry.Kind#FILE}, else empty; what is not read is skipped. */
        void visit(TarEntry entry, InputStream content) throws IOException;
    }

    /**
     * Shows every installed file to {@code visitor}.
     *
     * @throws DebFormatException if the package is damaged, or a member's path leads outside
     */
    public void visitData(Visitor visitor) throws IOException {
        visit("data.tar", visitor);
    }

    /** The control archive's files by name: {@code control}, {@code md5sums}, {@code postinst} and so on. */
    public Map<String, byte[]> control() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        visit("control.tar", (entry, content) -> {
            if (entry.kind() != TarEntry.Kind.FILE) {
                return;
            }
            if (entry.size() > MAX_CONTROL_FILE
                    || files.size() == MAX_CONTROL_FILES
                    || entry.path().contains("/")) {
                throw new DebFormatException("the control archive is out of bounds at " + entry.path());
            }
            files.put(entry.path(), content.readAllBytes());
        });
        return files;
    }

    private void visit(String wanted, Visitor visitor) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            if (!java.util.Arrays.equals(in.readNBytes(AR_MAGIC.length), AR_MAGIC)) {
                throw new DebFormatException("not a Debian package");
            }
            long left = Files.size(file) - AR_MAGIC.length;
            while (left >= AR_HEADER) {
                byte[] header = in.readNBytes(AR_HEADER);
                left -= AR_HEADER;
                long size = memberSize(header);
                if (size > left) {
                    throw new DebFormatException("the package is cut short");
                }
                String name = memberName(header);
                BoundedInputStream member = new BoundedInputStream(in, size);
                if (name.startsWith(wanted)) {
                    visitTar(decompress(name.substring(wanted.length()), member), visitor);
                    return;
                }
                member.drain();
                left -= size;
                if ((size & 1) == 1 && left > 0) {
                    in.skipNBytes(1);
                    left--;
                }
            }
            throw new DebFormatException("the package has no " + wanted);
        }
    }

    private static void visitTar(InputStream in, Visitor visitor) throws IOException {
        TarReader tar = new TarReader(in);
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            visitor.visit(entry, tar.content());
        }
    }

    private static InputStream decompress(String suffix, InputStream member) throws IOException {
        return switch (suffix) {
            case "" -> member;
            case ".xz" -> new XZInputStream(member, XZ_MEMORY_KIB);
            case ".gz" -> new GZIPInputStream(member, 1 << 16);
            default ->
                throw new DebFormatException("the package is compressed as '%s', not as xz or gzip".formatted(suffix));
        };
    }

    private static String memberName(byte[] header) {
        String name = new String(header, 0, 16, StandardCharsets.ISO_8859_1).stripTrailing();
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private static long memberSize(byte[] header) throws DebFormatException {
        if (header.length < AR_HEADER || header[58] != '`' || header[59] != '\n') {
            throw new DebFormatException("the package's archive headers are damaged");
        }
        String digits = new String(header, 48, 10, StandardCharsets.ISO_8859_1).strip();
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new DebFormatException("the package's archive headers are damaged");
        }
        return Long.parseLong(digits);
    }
}
