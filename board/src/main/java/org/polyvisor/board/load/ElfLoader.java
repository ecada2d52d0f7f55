package org.polyvisor.board.load;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.polyvisor.board.bus.RamMemory;

/** Loads the segments of a 64-bit little-endian Arm ELF executable at their physical addresses (System V ABI). */
final class ElfLoader {
    private static final int HEADER_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int MACHINE_AARCH64 = 183;
    private static final int LOADABLE = 1;

    /** A bare-metal executable is small; anything beyond is a mistake, not a reason to fill the heap. */
    private static final int MAX_FILE_BYTES = 256 << 20;

    private final SourceFile file;
    private final RamMemory ram;
    private final ByteBuffer content;

    private ElfLoader(SourceFile file, RamMemory ram, byte[] content) {
        this.file = file;
        this.ram = ram;
        this.content = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @param file nothing of it has been consumed */
    static LoadedKernel load(SourceFile file, RamMemory ram) throws LoadException {
        byte[] content = file.readUpTo(MAX_FILE_BYTES + 1);
        if (content.length > MAX_FILE_BYTES) {
            throw file.problem("is an ELF file of more than 256 MiB, too large to be a bare-metal program");
        }
        return new ElfLoader(file, ram, content).load();
    }

    private LoadedKernel load() throws LoadException {
        if (content.capacity() < HEADER_BYTES) {
            throw truncated(HEADER_BYTES);
        }
        if (content.get(4) != CLASS_64 || content.get(5) != LITTLE_ENDIAN || content.getShort(18) != MACHINE_AARCH64) {
            throw file.problem("is an ELF file for another processor; it must be a 64-bit Arm one (aarch64)");
        }
        long entry = content.getLong(24);
        long table = content.getLong(32);
        int entryBytes = content.getShort(54) & 0xffff;
        int count = content.getShort(56) & 0xffff;
        if (entryBytes < SEGMENT_BYTES) {
            throw file.problem("has no loadable segments; it is not an executable");
        }
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        long physicalEntry = entry;
        for (int index = 0; index < count; index++) {
            Segment segment = segment(table, (long) index * entryBytes);
            if (segment.type == LOADABLE && segment.memoryBytes != 0) {
                copy(segment);
                start = Math.min(start, segment.physical);
                end = Math.max(end, segment.physical + segment.memoryBytes);
                long within = entry - segment.virtual;
                physicalEntry = within >= 0 && within < segment.memoryBytes ? segment.physical + within : physicalEntry;
            }
        }
        if (start > end) {
            throw file.problem("has no loadable segments; it is not an executable");
        }
        if (!ram.contains(physicalEntry, 4) || (physicalEntry & 3) != 0) {
            throw file.problem("its entry point 0x%x is not in memory".formatted(entry));
        }
        return new LoadedKernel(physicalEntry, start, end);
    }

    private record Segment(int type, long offset, long virtual, long physical, long fileBytes, long memoryBytes) {}

    private Segment segment(long table, long offset) throws LoadException {
        long at = table + offset;
        if (at < 0 || at > content.capacity() - SEGMENT_BYTES) {
            throw truncated(at + SEGMENT_BYTES);
        }
        int from = (int) at;
        return new Segment(
                content.getInt(from),
                content.getLong(from + 8),
                content.getLong(from + 16),
                content.getLong(from + 24),
                content.getLong(from + 32),
                content.getLong(from + 40));
    }

    private void copy(Segment segment) throws LoadException {
        if (segment.offset < 0 || segment.fileBytes < 0 || segment.fileBytes > content.capacity() - segment.offset) {
            throw truncated(segment.offset + segment.fileBytes);
        }
        if (segment.fileBytes > segment.memoryBytes || !ram.contains(segment.physical, segment.memoryBytes)) {
            throw file.problem(("has a segment of 0x%x bytes at 0x%x, outside the memory from 0x%x to 0x%x;"
                            + " of a Linux kernel load the Image, not vmlinux")
                    .formatted(segment.memoryBytes, segment.physical, ram.base(), ram.base() + ram.bytes()));
        }
        MemorySegment target = ram.slice(segment.physical, segment.memoryBytes);
        MemorySegment source = MemorySegment.ofArray(content.array());
        MemorySegment.copy(source, segment.offset, target, 0, segment.fileBytes);
        target.asSlice(segment.fileBytes).fill((byte) 0);
    }

    private LoadException truncated(long needed) {
        String bytes = needed < 0 ? "more" : "%,d".formatted(needed);
        return file.problem("truncated: %,d of at least %s bytes are there; download or copy it again"
                .formatted(content.capacity(), bytes));
    }
}
