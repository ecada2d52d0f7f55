package org.polyvisor.virtio.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.polyvisor.storage.BlockImage;
import org.polyvisor.virtio.queue.Chain;
import org.polyvisor.virtio.queue.VirtQueue;

/**
 * Discard and write-zeroes: requests whose data is a list of ranges, 16 bytes each (virtio 1.2, 5.2.6). The list is
 * copied and checked as a whole before anything is done.
 */
final class RangeCommands {
    private static final int RANGE_BYTES = 16;
    private static final int FLAG_UNMAP = 1;

    private final BlockImage image;
    private final VirtQueue queue;
    private final byte[] listBytes = new byte[RANGE_BYTES * BlockLimits.MAX_RANGES];
    private final ByteBuffer list = ByteBuffer.wrap(listBytes).order(ByteOrder.LITTLE_ENDIAN);
    private int count;

    RangeCommands(BlockImage image, VirtQueue queue) {
        this.image = image;
        this.queue = queue;
    }

    /** Carries out a discard whose list starts at {@code position}; returns the request's status. */
    int discard(Chain chain, int position) throws IOException {
        int status = fetch(chain, position, 0, BlockLimits.MAX_DISCARD_SECTORS);
        if (status != RequestHandler.OK) {
            return status;
        }
        for (int i = 0; i < count; i++) {
            image.discard(offset(i), bytes(i));
        }
        return RequestHandler.OK;
    }

    /** Carries out a write-zeroes whose list starts at {@code position}; returns the request's status. */
    int writeZeroes(Chain chain, int position) throws IOException {
        int status = fetch(chain, position, FLAG_UNMAP, BlockLimits.MAX_WRITE_ZEROES_SECTORS);
        if (status != RequestHandler.OK) {
            return status;
        }
        for (int i = 0; i < count; i++) {
            if (queue.isHalting()) {
                return RequestHandler.IOERR;
            }
            image.writeZeroes(offset(i), bytes(i), (flags(i) & FLAG_UNMAP) != 0);
        }
        return RequestHandler.OK;
    }

    private int fetch(Chain chain, int position, int knownFlags, int maxSectors) {
        long length = chain.readableBytes() - position;
        if (length == 0 || length % RANGE_BYTES != 0 || length > listBytes.length) {
            return RequestHandler.IOERR;
        }
        count = chain.read(position, listBytes, 0, (int) length) / RANGE_BYTES;
        for (int i = 0; i < count; i++) {
            if ((flags(i) & ~knownFlags) != 0) {
                return RequestHandler.UNSUPP;
            }
        }
        for (int i = 0; i < count; i++) {
            if (!isOnDisk(i, maxSectors)) {
                return RequestHandler.IOERR;
            }
        }
        return RequestHandler.OK;
    }

    private boolean isOnDisk(int range, int maxSectors) {
        long sectors = image.size() / BlockImage.SECTOR;
        long first = list.getLong(range * RANGE_BYTES);
        return sectors(range) <= maxSectors && first >= 0 && first <= sectors && sectors(range) <= sectors - first;
    }

    private long offset(int range) {
        return list.getLong(range * RANGE_BYTES) * BlockImage.SECTOR;
    }

    private long sectors(int range) {
        return list.getInt(range * RANGE_BYTES + 8) & 0xffff_ffffL;
    }

    private long bytes(int range) {
        return sectors(range) * BlockImage.SECTOR;
    }

    private int flags(int range) {
        return list.getInt(range * RANGE_BYTES + 12);
    }
}
