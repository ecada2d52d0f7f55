package org.polyvisor.guests.deb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar stream member by member: POSIX.1-1988 ustar with GNU long names, which is what {@code deb(5)} allows.
 * Every number in a header is checked before it is used, and nothing is held in memory but one header and two names.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int MAX_NAME = 4096;
    private static final int MAX_ENTRIES = 1_000_000;
    private static final long MAX_CONTENT = 4L << 30;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private BoundedInputStream content;
    private long padding;
    private int entries;

    TarReader(InputStream in) {
        this.in = in;
        this.content = new BoundedInputStream(in, 0);
    }

    /** The next member, or null at the end of the archive. */
    @Nullable
    TarEntry next() throws IOException {
        String longName = null;
        String longTarget = null;
        while (true) {
            finishMember();
            if (!readHeader()) {
                return null;
            }
            if (++entries > MAX_ENTRIES) {
                throw new DebFormatException("the archive has more than %d members".formatted(MAX_ENTRIES));
            }
            long size = number(124, 12);
            if (size > MAX_CONTENT) {
                throw new DebFormatException("a member claims %d bytes".formatted(size));
            }
            char type = (char) (header[156] & 0xff);
            boolean hasContent = type == '0' || type == 0 || type == '7' || type == 'L' || type == 'K';
            if (!hasContent && type != 'x' && type != 'g') {
                size = 0;
            }
            content = new BoundedInputStream(in, size);
            padding = -size & (BLOCK - 1);
            switch (type) {
                case 'L' -> longName = longString(size);
                case 'K' -> longTarget = longString(size);
                case 'x', 'g' -> throw new DebFormatException("pax headers have no place in a package (deb(5))");
                default -> {
                    return entry(type, size, longName, longTarget);
                }
            }
        }
    }

    /** The content of the member that {@link #next} returned last; good until the next call. */
    InputStream content() {
        return content;
    }

    private TarEntry entry(char type, long size, @Nullable String longName, @Nullable String longTarget)
            throws IOException {
        TarEntry.Kind kind = switch (type) {
            case 0, '0', '7' -> TarEntry.Kind.FILE;
            case '1' -> TarEntry.Kind.HARD_LINK;
            case '2' -> TarEntry.Kind.SYMBOLIC_LINK;
            case '5' -> TarEntry.Kind.DIRECTORY;
            case '3', '4', '6' -> TarEntry.Kind.SPECIAL;
            default -> throw new DebFormatException("a member is of unknown type 0x%02x".formatted((int) type));
        };
        String name = longName != null ? longName : shortName();
        String rawTarget = longTarget != null ? longTarget : string(157, 100);
        String target = switch (kind) {
            case HARD_LINK -> SafePath.normalise(rawTarget);
            case SYMBOLIC_LINK -> rawTarget;
            default -> "";
        };
        return new TarEntry(
                SafePath.normalise(name),
                kind,
                (int) number(100, 8) & 07777,
                small(108),
                small(116),
                size,
                number(136, 12),
                target);
    }

    private String shortName() {
        String name = string(0, 100);
        boolean posix = string(257, 6).equals("ustar");
        String prefix = posix && header[263] == '0' ? string(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private String longString(long size) throws IOException {
        if (size > MAX_NAME) {
            throw new DebFormatException("a member's name has %d bytes".formatted(size));
        }
        byte[] bytes = content.readNBytes((int) size);
        return text(bytes, 0, bytes.length);
    }

    private void finishMember() throws IOException {
        content.drain();
        new BoundedInputStream(in, padding).drain();
        padding = 0;
    }

    /** Reads a header; false at the two zero blocks (one will do) or at the end of the stream. */
    private boolean readHeader() throws IOException {
        int count = in.readNBytes(header, 0, BLOCK);
        if (count == 0) {
            return false;
        }
        if (count < BLOCK) {
            throw new DebFormatException("the archive ends in the middle of a header");
        }
        int sum = 0;
        boolean zero = true;
        for (int i = 0; i < BLOCK; i++) {
            zero &= header[i] == 0;
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (zero) {
            return false;
        }
        if (sum != number(148, 8)) {
            throw new DebFormatException("a header's checksum is wrong");
        }
        return true;
    }

    private int small(int offset) throws DebFormatException {
        long value = number(offset, 8);
        if (value > Integer.MAX_VALUE) {
            throw new DebFormatException("a member's owner is %d".formatted(value));
        }
        return (int) value;
    }

    /** An octal number, padded with spaces or zero bytes; the empty field counts as 0. */
    private long number(int offset, int length) throws DebFormatException {
        long value = 0;
        int i = offset;
        while (i < offset + length && header[i] == ' ') {
            i++;
        }
        while (i < offset + length && header[i] != 0 && header[i] != ' ') {
            int digit = header[i] - '0';
            if (digit < 0 || digit > 7) {
                throw new DebFormatException("a header has a number that is not octal");
            }
            value = value << 3 | digit;
            i++;
        }
        return value;
    }

    private String string(int offset, int length) {
        return text(header, offset, length);
    }

    private static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }
}
