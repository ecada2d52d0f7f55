package org.polyvisor.board.load;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.polyvisor.board.bus.RamMemory;
import org.polyvisor.board.devicetree.BoardTree;

/** Loads a kernel, its initial RAM disk and the device tree: kernel lowest, then the tree, then the disk. */
public final class KernelLoader {
    /** The device tree must fit here, and must not cross a boundary of as much (the arm64 boot protocol). */
    static final long TREE_BYTES = 2L << 20;

    private static final long MIB = 1L << 20;

    private KernelLoader() {}

    /**
     * Loads all that the source names.
     *
     * @param tree is given command line and RAM disk, then written to memory
     * @throws LoadException if a file is missing, damaged, of the wrong kind or too large
     */
    public static BootState load(BootSource.Kernel source, RamMemory ram, BoardTree tree) throws LoadException {
        LoadedKernel kernel = loadKernel(source.image(), ram);
        long treeAt = placeTree(kernel, ram);
        long free = treeAt < kernel.start() ? alignUp(kernel.end()) : treeAt + TREE_BYTES;
        Path initrd = source.initrd();
        if (initrd != null) {
            tree.initrd(loadInitrd(initrd, ram, free));
        }
        tree.bootArguments(source.arguments());
        writeTree(tree, ram, treeAt);
        return new BootState(kernel.entry(), treeAt);
    }

    /** Writes the device tree to memory. */
    static void writeTree(BoardTree tree, RamMemory ram, long address) throws LoadException {
        byte[] blob = tree.flatten();
        if (blob.length > TREE_BYTES || !ram.contains(address, blob.length)) {
            throw new LoadException("the device tree of %,d bytes does not fit into memory; shorten the command line"
                    .formatted(blob.length));
        }
        ram.slice(address, blob.length).copyFrom(MemorySegment.ofArray(blob));
    }

    private static LoadedKernel loadKernel(Path path, RamMemory ram) throws LoadException {
        try (SourceFile file = SourceFile.open("kernel", path)) {
            byte[] head = file.peek(FileKind.BYTES);
            if (FileKind.isGzip(head)) {
                file.decompress();
                head = file.peek(FileKind.BYTES);
            }
            if (FileKind.isElf(head)) {
                return ElfLoader.load(file, ram);
            }
            if (FileKind.isLinuxImage(head)) {
                return LinuxImageLoader.load(file, ram);
            }
            String inside = file.isCompressed() ? " inside gzip" : "";
            throw file.problem("is not an arm64 Linux Image or ELF executable; it seems to be %s%s"
                    .formatted(FileKind.describe(head), inside));
        }
    }

    /** At the start of memory where the kernel leaves that free, as firmware does it, else behind the kernel. */
    private static long placeTree(LoadedKernel kernel, RamMemory ram) throws LoadException {
        if (kernel.start() >= ram.base() + TREE_BYTES) {
            return ram.base();
        }
        long behind = alignUp(kernel.end());
        if (!ram.contains(behind, TREE_BYTES)) {
            throw new LoadException("no memory is left for the device tree behind the kernel: the machine has %,d MiB"
                    .formatted(ram.bytes() / MIB));
        }
        return behind;
    }

    private static BoardTree.Initrd loadInitrd(Path path, RamMemory ram, long start) throws LoadException {
        try (SourceFile file = SourceFile.open("initrd", path)) {
            long room = Math.max(0, ram.base() + ram.bytes() - start);
            if (file.fileBytes() == 0) {
                throw file.problem("is empty");
            }
            long bytes = file.fileBytes() > room ? -1 : file.readInto(ram.slice(start, room));
            if (bytes < 0) {
                throw file.problem(
                        "%,d MiB do not fit: the machine has %,d MiB of memory, of which the kernel leaves %,d MiB"
                                .formatted((file.fileBytes() + MIB - 1) / MIB, ram.bytes() / MIB, room / MIB));
            }
            return new BoardTree.Initrd(start, start + bytes);
        }
    }

    private static long alignUp(long address) {
        return address + TREE_BYTES - 1 & -TREE_BYTES;
    }
}
