package org.polyvisor.virtio.block;

import java.nio.charset.StandardCharsets;

/**
 * How a disk presents itself.
 *
 * @param serial what the guest reads as the disk's serial number: up to {@value #MAX_SERIAL} ASCII characters
 * @param queues number of request queues, 1 to {@value #MAX_QUEUES}; each has a thread of its own
 * @param queueSize entries of each queue, a power of two from 4 to 1024
 */
public record BlockOptions(String serial, int queues, int queueSize) {
    public static final int MAX_SERIAL = 20;

    /** A bound on host threads; no guest has more vCPUs than this to gain from another queue. */
    public static final int MAX_QUEUES = 16;

    public BlockOptions {
        if (serial.length() > MAX_SERIAL
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(serial)) {
            throw new IllegalArgumentException(
                    "disk serial '%s': at most %d ASCII characters".formatted(serial, MAX_SERIAL));
        }
        if (queues < 1 || queues > MAX_QUEUES) {
            throw new IllegalArgumentException("disk queues %d: 1 to %d".formatted(queues, MAX_QUEUES));
        }
        if (queueSize < 4 || queueSize > 1024 || Integer.bitCount(queueSize) != 1) {
            throw new IllegalArgumentException("disk queue size %d: a power of two, 4 to 1024".formatted(queueSize));
        }
    }

    /** One queue for each vCPU up to 4, with 256 entries: what Linux makes use of. */
    public static BlockOptions of(String serial, int cpus) {
        return new BlockOptions(serial, Math.clamp(cpus, 1, 4), 256);
    }
}
