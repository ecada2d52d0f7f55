package org.polyvisor.board.load;

import org.polyvisor.board.bus.RamMemory;

/** Puts an arm64 Image where the boot protocol wants it: as low in memory as it may be. */
final class LinuxImageLoader {
    private static final long MIB = 1L << 20;

    private LinuxImageLoader() {}

    /** @param file nothing of it has been consumed */
    static LoadedKernel load(SourceFile file, RamMemory ram) throws LoadException {
        LinuxImageHeader header = LinuxImageHeader.of(file.peek(LinuxImageHeader.PEEK));
        if (header.isBigEndian()) {
            throw file.problem("is a big-endian kernel, which this machine can't run; use a little-endian one");
        }
        boolean sane = header.textOffset() >= 0 && header.textOffset() < 2 * MIB && header.imageBytes() >= 0;
        if (!sane) {
            throw file.problem("its Image header is damaged; download or copy it again");
        }
        long start = ram.base() + header.textOffset();
        long room = ram.bytes() - header.textOffset();
        if (room < Math.max(header.imageBytes(), LinuxImageHeader.BYTES)) {
            throw tooLarge(file, header.imageBytes(), ram);
        }
        long bytes = file.readInto(ram.slice(start, room));
        if (bytes < 0) {
            throw tooLarge(file, Math.max(header.imageBytes(), file.fileBytes()), ram);
        }
        if (bytes < header.fileBytes()) {
            throw file.problem("truncated: %,d of %,d bytes are there; download or copy it again"
                    .formatted(bytes, header.fileBytes()));
        }
        return new LoadedKernel(start, start, start + Math.max(bytes, header.imageBytes()));
    }

    private static LoadException tooLarge(SourceFile file, long bytes, RamMemory ram) {
        return file.problem("needs %,d MiB of memory, the machine has %,d MiB; give it more"
                .formatted((bytes + MIB - 1) / MIB, ram.bytes() / MIB));
    }
}
