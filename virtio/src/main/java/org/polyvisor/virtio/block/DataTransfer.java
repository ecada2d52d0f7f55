package org.polyvisor.virtio.block;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.polyvisor.storage.BlockImage;
import org.polyvisor.virtio.queue.Chain;
import org.polyvisor.virtio.queue.VirtQueue;

/** Moves data between an image and the buffers of a chain, in parts small enough that a reset need not wait long. */
final class DataTransfer {
    private final BlockImage image;
    private final VirtQueue queue;
    private long done;

    DataTransfer(BlockImage image, VirtQueue queue) {
        this.image = image;
        this.queue = queue;
    }

    /** How many bytes the last transfer has moved, also if it failed. */
    long done() {
        return done;
    }

    /**
     * Fills the first {@code bytes} device-writable bytes.
     *
     * @return whether all was moved; false if the queue halts
     */
    boolean read(Chain chain, long offset, long bytes) throws IOException {
        return move(chain, chain.readableCount(), 0, offset, bytes, false);
    }

    /**
     * Writes {@code bytes} device-readable bytes that start at {@code position}.
     *
     * @return whether all was moved; false if the queue halts
     */
    boolean write(Chain chain, long position, long offset, long bytes) throws IOException {
        return move(chain, 0, position, offset, bytes, true);
    }

    private boolean move(Chain chain, int firstBuffer, long position, long offset, long bytes, boolean toImage)
            throws IOException {
        done = 0;
        int index = firstBuffer;
        long skip = position;
        while (done < bytes) {
            MemorySegment buffer = chain.buffer(index);
            long left = buffer.byteSize() - skip;
            if (left <= 0) {
                skip -= buffer.byteSize();
                index++;
                continue;
            }
            if (queue.isHalting()) {
                return false;
            }
            long part = Math.min(Math.min(left, bytes - done), BlockLimits.MAX_TRANSFER);
            MemorySegment memory = buffer.asSlice(skip, part);
            if (toImage) {
                image.write(offset + done, memory);
            } else {
                image.read(offset + done, memory);
            }
            skip += part;
            done += part;
        }
        return true;
    }
}
