package org.polyvisor.board.load;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The 64 bytes at the start of an arm64 Image (Linux, Documentation/arch/arm64/booting.rst).
 *
 * @param textOffset how far behind a 2 MiB boundary the image must lie
 * @param imageBytes the memory it takes from there, uninitialised data included; 0 in kernels before 3.17
 * @param flags bit 0 big-endian, bits 2 to 1 page size, bit 3 anywhere in memory
 * @param fileBytes the least bytes the file must have, as far as its PE section table tells, else 0
 */
record LinuxImageHeader(long textOffset, long imageBytes, long flags, long fileBytes) {
    static final int BYTES = 64;
    /** Enough to see the section table of any image there is. */
    static final int PEEK = 64 << 10;

    /** What kernels older than the imageBytes field were linked for. */
    private static final long OLD_TEXT_OFFSET = 0x8_0000;

    private static final int PE_OFFSET = 60;
    private static final int PE_SIGNATURE = 0x4550;
    private static final int SECTION_BYTES = 40;

    /** Reads the header of what {@link FileKind#isLinuxImage} has recognised. */
    static LinuxImageHeader of(byte[] head) {
        ByteBuffer header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long imageBytes = header.getLong(16);
        long textOffset = imageBytes == 0 ? OLD_TEXT_OFFSET : header.getLong(8);
        return new LinuxImageHeader(textOffset, imageBytes, header.getLong(24), endOfSections(header));
    }

    boolean isBigEndian() {
        return (flags & 1) != 0;
    }

    private static long endOfSections(ByteBuffer header) {
        long pe = header.getInt(PE_OFFSET) & 0xffff_ffffL;
        if (pe + 24 > header.capacity() || header.getInt((int) pe) != PE_SIGNATURE) {
            return 0;
        }
        int sections = header.getShort((int) pe + 6) & 0xffff;
        long table = pe + 24 + (header.getShort((int) pe + 20) & 0xffff);
        long end = 0;
        for (int section = 0; section < sections; section++) {
            long at = table + (long) section * SECTION_BYTES;
            if (at + SECTION_BYTES > header.capacity()) {
                break;
            }
            long rawBytes = header.getInt((int) at + 16) & 0xffff_ffffL;
            long rawOffset = header.getInt((int) at + 20) & 0xffff_ffffL;
            end = Math.max(end, rawBytes == 0 ? 0 : rawOffset + rawBytes);
        }
        return end;
    }
}
