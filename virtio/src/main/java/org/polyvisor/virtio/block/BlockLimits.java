package org.polyvisor.virtio.block;

import org.polyvisor.storage.BlockImage;

/** The largest requests that a driver is told it may make. */
final class BlockLimits {
    /**
     * Bytes moved between two looks at whether the driver has reset the device: what a vCPU that resets may have to
     * wait for. Also the largest segment (size_max), so that a well-meant one is moved by a single call.
     */
    static final int MAX_TRANSFER = 4 << 20;

    /** 1 GiB; a hole costs the host the same whatever its size. */
    static final int MAX_DISCARD_SECTORS = (1 << 30) / BlockImage.SECTOR;

    /** 32 MiB: where the host's file system cannot zero a range by itself, this much is written. */
    static final int MAX_WRITE_ZEROES_SECTORS = (32 << 20) / BlockImage.SECTOR;

    /** Ranges of one discard or write-zeroes request. */
    static final int MAX_RANGES = 16;

    private BlockLimits() {}
}
