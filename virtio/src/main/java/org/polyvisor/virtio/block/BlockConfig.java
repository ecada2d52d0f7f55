package org.polyvisor.virtio.block;

import org.polyvisor.storage.BlockImage;
import org.polyvisor.virtio.ConfigSpace;

/** The block device's configuration space (virtio 1.2, 5.2.4). */
final class BlockConfig {
    static final int WRITEBACK = 32;

    private static final int CAPACITY = 0;
    private static final int SIZE_MAX = 8;
    private static final int SEG_MAX = 12;
    private static final int BLK_SIZE = 20;
    private static final int PHYSICAL_BLOCK_EXP = 24;
    private static final int MIN_IO_SIZE = 26;
    private static final int NUM_QUEUES = 34;
    private static final int MAX_DISCARD_SECTORS = 36;
    private static final int MAX_DISCARD_SEG = 40;
    private static final int DISCARD_SECTOR_ALIGNMENT = 44;
    private static final int MAX_WRITE_ZEROES_SECTORS = 48;
    private static final int MAX_WRITE_ZEROES_SEG = 52;
    private static final int WRITE_ZEROES_MAY_UNMAP = 56;
    private static final int SIZE = 60;

    /** The host's pages and file system blocks: 4 KiB, as a power of two of sectors. */
    private static final int HOST_BLOCK_EXP = 3;

    private BlockConfig() {}

    static ConfigSpace of(BlockImage image, BlockOptions options) {
        ConfigSpace config = new ConfigSpace(SIZE)
                .put64(CAPACITY, image.size() / BlockImage.SECTOR)
                .put32(SIZE_MAX, BlockLimits.MAX_TRANSFER)
                // The longest chain is the queue's size, and header and status take a descriptor each.
                .put32(SEG_MAX, options.queueSize() - 2)
                .put32(BLK_SIZE, BlockImage.SECTOR)
                .put8(PHYSICAL_BLOCK_EXP, HOST_BLOCK_EXP)
                .put16(MIN_IO_SIZE, 1 << HOST_BLOCK_EXP)
                .put8(WRITEBACK, 1)
                .put16(NUM_QUEUES, options.queues());
        if (!image.isReadOnly()) {
            config.put32(MAX_DISCARD_SECTORS, BlockLimits.MAX_DISCARD_SECTORS)
                    .put32(MAX_DISCARD_SEG, BlockLimits.MAX_RANGES)
                    .put32(DISCARD_SECTOR_ALIGNMENT, 1 << HOST_BLOCK_EXP)
                    .put32(MAX_WRITE_ZEROES_SECTORS, BlockLimits.MAX_WRITE_ZEROES_SECTORS)
                    .put32(MAX_WRITE_ZEROES_SEG, BlockLimits.MAX_RANGES)
                    .put8(WRITE_ZEROES_MAY_UNMAP, 1);
        }
        return config;
    }
}
