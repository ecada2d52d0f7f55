package org.polyvisor.board.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a file seems to be by its first bytes, to tell a user who named the wrong one. */
final class FileKind {
    /** How many bytes the guess wants to see. */
    static final int BYTES = 0x210;

    private FileKind() {}

    static boolean isGzip(byte[] head) {
        return startsWith(head, 0, 0x1f, 0x8b);
    }

    static boolean isElf(byte[] head) {
        return startsWith(head, 0, 0x7f, 'E', 'L', 'F');
    }

    static boolean isLinuxImage(byte[] head) {
        return startsWith(head, 56, 'A', 'R', 'M', 0x64);
    }

    /** A short description, to follow "it seems to be". */
    static String describe(byte[] head) {
        if (head.length == 0) {
            return "an empty file";
        } else if (isElf(head)) {
            return "an ELF file";
        } else if (isGzip(head)) {
            return "gzip-compressed data";
        } else if (startsWith(head, 0x202, 'H', 'd', 'r', 'S')) {
            return "a Linux kernel for x86";
        } else if (startsWith(head, 0x24, 0x18, 0x28, 0x6f, 0x01)) {
            return "a Linux zImage for 32-bit Arm";
        } else if (startsWith(head, 0, 'M', 'Z')) {
            return "a PE (EFI) program";
        } else if (startsWith(head, 0, 0xfd, '7', 'z', 'X', 'Z')) {
            return "xz-compressed data";
        } else if (startsWith(head, 0, 0x28, 0xb5, 0x2f, 0xfd)) {
            return "zstd-compressed data";
        } else if (startsWith(head, 0, 'B', 'Z', 'h')) {
            return "bzip2-compressed data";
        } else if (startsWith(head, 0, '!', '<', 'a', 'r', 'c', 'h', '>')) {
            return "a Debian package or archive; unpack it first";
        } else if (startsWith(head, 0, 0xd0, 0x0d, 0xfe, 0xed)) {
            return "a device tree or a FIT image";
        } else if (startsWith(head, 0, '0', '7', '0', '7', '0')) {
            return "a cpio archive, perhaps an initrd";
        } else if (startsWith(head, 0, 'Q', 'F', 'I', 0xfb)) {
            return "a qcow2 disk image";
        } else if (startsWith(head, 0x1fe, 0x55, 0xaa)) {
            return "a disk image";
        } else if (isText(head)) {
            return "text";
        }
        return "data of an unknown kind";
    }

    private static boolean startsWith(byte[] head, int offset, int... bytes) {
        if (head.length < offset + bytes.length) {
            return false;
        }
        for (int index = 0; index < bytes.length; index++) {
            if ((head[offset + index] & 0xff) != bytes[index]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(byte[] head) {
        byte[] start = Arrays.copyOf(head, Math.min(head.length, 64));
        String text = new String(start, StandardCharsets.ISO_8859_1);
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t');
    }
}
