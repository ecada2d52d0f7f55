package org.polyvisor.virtio.fuzz;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestMemory;

/**
 * A driver that means harm. Most of what it does is nearly right, so as to get past the first check and fail at any
 * later one: queues are set up validly and then one field is spoilt now and then; chains have the shape of requests
 * with one descriptor wrong. Rings, tables and data share a small window of RAM, and noise strikes all of it.
 */
final class Hostile {
    /** What a chain of the device mostly looks like. */
    enum Shape {
        /** Readable and then writable buffers. */
        REQUEST,
        /** Writable buffers in even queues, readable ones in odd queues. */
        STREAM
    }

    private static final int QUEUE_SPAN = 4096;
    private static final int DATA = 1 << 16;
    private static final int DATA_BYTES = 1 << 16;
    private static final int MIN_SIZE = 2;
    private static final int NEXT = 1;
    private static final int WRITE = 2;
    private static final int INDIRECT = 4;

    private final TestDriver driver;
    private final RandomGenerator random;
    private final Shape shape;
    private final int[] sizes;
    private final int[] availIndices;

    Hostile(TestDriver driver, RandomGenerator random, Shape shape, int queues) {
        this.driver = driver;
        this.random = random;
        this.shape = shape;
        sizes = new int[queues];
        availIndices = new int[queues];
        Arrays.fill(sizes, MIN_SIZE);
    }

    /** Another vCPU of the same guest. */
    Hostile(Hostile other, RandomGenerator random) {
        this.driver = other.driver;
        this.random = random;
        this.shape = other.shape;
        this.sizes = other.sizes;
        this.availIndices = other.availIndices;
    }

    private boolean rarely() {
        return random.nextInt(24) == 0;
    }

    private boolean veryRarely() {
        return random.nextInt(600) == 0;
    }

    private int oneOf(int... values) {
        return values[random.nextInt(values.length)];
    }

    private static long descriptorArea(int queue) {
        return TestMemory.BASE + (long) QUEUE_SPAN * queue;
    }

    private static long driverArea(int queue) {
        return descriptorArea(queue) + 1024;
    }

    private static long deviceArea(int queue) {
        return descriptorArea(queue) + 2048;
    }

    /** Brings the device up nearly as a driver should. */
    void setUp() {
        long offered = driver.offeredFeatures();
        driver.negotiate(random.nextInt(8) != 0 ? offered : offered & random.nextLong());
        for (int queue = 0; queue < sizes.length; queue++) {
            sizes[queue] = MIN_SIZE << random.nextInt(5);
            availIndices[queue] = 0;
            driver.memory.slice(descriptorArea(queue), QUEUE_SPAN).fill((byte) 0);
            driver.write(0x030, queue);
            driver.write(0x038, veryRarely() ? random.nextInt() : sizes[queue]);
            driver.writeAddress(0x080, spoilt(descriptorArea(queue)));
            driver.writeAddress(0x090, spoilt(driverArea(queue)));
            driver.writeAddress(0x0a0, spoilt(deviceArea(queue)));
            driver.write(0x044, 1);
        }
        driver.start();
    }

    private long spoilt(long address) {
        return veryRarely() ? anyAddress() : address;
    }

    private long anyAddress() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextLong();
            case 1 -> driver.memory.end() - random.nextInt(64);
            case 2 -> TestMemory.BASE - random.nextInt(64);
            case 3 -> -random.nextLong(1, 256);
            case 4 -> 0;
            default -> TestMemory.BASE + random.nextInt(DATA + DATA_BYTES);
        };
    }

    private long dataAddress() {
        return TestMemory.BASE + DATA + random.nextInt(DATA_BYTES);
    }

    private int anyLength() {
        return switch (random.nextInt(4)) {
            case 0 -> oneOf(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 20);
            case 1 -> random.nextInt(DATA_BYTES);
            default -> random.nextInt(33);
        };
    }

    /** The one of several vCPUs that sets the device up again when it is broken. */
    void stepOfBootVcpu() {
        int alive = driver.status() & (TestDriver.DRIVER_OK | TestDriver.NEEDS_RESET);
        if (alive != TestDriver.DRIVER_OK) {
            setUp();
        } else {
            step();
        }
    }

    void step() {
        switch (random.nextInt(128)) {
            case 0 -> setUp();
            case 1 -> driver.write(TestDriver.STATUS, random.nextInt(4) == 0 ? 0 : random.nextInt());
            case 2 -> anyRegister();
            case 3 -> driver.mmio.write(0x100 + random.nextInt(0x100), 1 << random.nextInt(4), random.nextLong());
            case 4 -> driver.mmio.read(random.nextInt(0x200), 1 << random.nextInt(4));
            case 5 -> noise();
            case 6 -> driver.acknowledgeInterrupts();
            case 7 -> driver.write(0x050, random.nextInt());
            default -> request(random.nextInt(sizes.length));
        }
    }

    private void anyRegister() {
        int register = 4 * random.nextInt(0x40);
        int size = oneOf(1, 2, 4, 4, 4, 4, 8);
        driver.mmio.write(register, size, random.nextBoolean() ? random.nextInt(16) : random.nextLong());
    }

    private void noise() {
        byte[] bytes = new byte[random.nextInt(1, 64)];
        random.nextBytes(bytes);
        driver.memory.putBytes(TestMemory.BASE + random.nextInt(DATA + DATA_BYTES - 64), bytes);
    }

    /** Offers one chain, in the ring's table or in one of its own, and mostly notifies. */
    private void request(int queue) {
        int size = sizes[queue];
        int used = driver.memory.getShortAcquire(deviceArea(queue) + 2);
        boolean full = (availIndices[queue] - used & 0xffff) >= size;
        if (full && !rarely()) {
            driver.write(0x050, queue);
            return;
        }
        boolean indirect = random.nextBoolean();
        long table = indirect ? dataAddress() : descriptorArea(queue);
        int length = random.nextInt(shape == Shape.REQUEST ? 2 : 1, (indirect ? 8 : Math.min(size, 8)) + 1);
        int first = indirect ? 0 : random.nextInt(size);
        int readable = readable(queue, length);
        int wrong = random.nextInt(12) == 0 ? random.nextInt(length) : -1;
        for (int i = 0; i < length; i++) {
            int slot = indirect ? i : (first + i) % size;
            int next = indirect ? i + 1 : (first + i + 1) % size;
            int flags = (i >= readable ? WRITE : 0) | (i < length - 1 ? NEXT : 0);
            buffer(table, slot, flags, next, i == 0, i == length - 1);
            if (i == wrong) {
                spoilDescriptor(table, slot);
            }
        }
        int head = first;
        if (indirect) {
            head = random.nextInt(size);
            int flags = rarely() ? random.nextInt(8) : INDIRECT;
            descriptor(
                    descriptorArea(queue),
                    head,
                    table,
                    rarely() ? anyLength() : 16 * length,
                    flags,
                    random.nextInt(size));
        }
        offer(queue, veryRarely() ? random.nextInt() : head);
    }

    /** How many of a chain's buffers are readable. */
    private int readable(int queue, int length) {
        if (rarely()) {
            return random.nextInt(length + 1);
        }
        if (shape == Shape.STREAM) {
            return (queue & 1) == 0 ? 0 : length;
        }
        return length == 1 ? 0 : random.nextInt(1, length);
    }

    private void buffer(long table, int slot, int flags, int next, boolean first, boolean last) {
        long address = dataAddress();
        int length;
        if (first && (flags & WRITE) == 0) {
            message(address);
            length = rarely() ? random.nextInt(1, 64) : oneOf(16, 16, 16, 16, 16, 32, 528);
        } else if (last && (flags & WRITE) != 0) {
            length = oneOf(1, 1, 1, 513, 21, 64);
        } else {
            length = rarely() ? random.nextInt(1, 2000) : oneOf(512, 512, 1024, 4096);
        }
        descriptor(table, slot, address, length, flags, next);
    }

    private void descriptor(long table, int slot, long address, int length, int flags, int next) {
        long at = table + 16L * slot;
        driver.memory.putLong(at, address);
        driver.memory.putInt(at + 8, length);
        driver.memory.putShort(at + 12, (short) flags);
        driver.memory.putShort(at + 14, (short) next);
    }

    private void spoilDescriptor(long table, int slot) {
        long at = table + 16L * slot;
        switch (random.nextInt(4)) {
            case 0 -> driver.memory.putLong(at, anyAddress());
            case 1 -> driver.memory.putInt(at + 8, anyLength());
            case 2 ->
                driver.memory.putShort(at + 12, (short) (random.nextBoolean() ? random.nextInt(8) : random.nextInt()));
            default ->
                driver.memory.putShort(at + 14, (short) (random.nextBoolean() ? random.nextInt(8) : random.nextInt()));
        }
    }

    private void offer(int queue, int head) {
        int index = availIndices[queue];
        driver.memory.putShort(driverArea(queue) + 4 + 2L * (index & sizes[queue] - 1), (short) head);
        availIndices[queue] = index + 1;
        int published = veryRarely() ? random.nextInt() : availIndices[queue];
        driver.memory.putShortRelease(driverArea(queue) + 2, published);
        if (random.nextInt(4) != 0) {
            driver.write(0x050, queue);
        }
    }

    /** The start of a block request, or of a console's control message. */
    private void message(long at) {
        if (random.nextBoolean()) {
            driver.memory.putInt(at, random.nextInt(4) == 0 ? random.nextInt(16) : oneOf(0, 1, 4, 8, 11, 13));
            driver.memory.putInt(at + 4, 0);
            driver.memory.putLong(at + 8, rarely() ? random.nextLong() : random.nextInt(70));
            // If it is a discard or a write-zeroes, a range behind it in the same buffer.
            driver.memory.putLong(at + 16, rarely() ? random.nextLong() : random.nextInt(70));
            driver.memory.putInt(at + 24, rarely() ? random.nextInt() : random.nextInt(32));
            driver.memory.putInt(at + 28, random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(2));
        } else {
            driver.memory.putInt(at, rarely() ? random.nextInt() : random.nextInt(3));
            driver.memory.putShort(at + 4, (short) random.nextInt(8));
            driver.memory.putShort(at + 6, (short) (random.nextInt(4) == 0 ? 0 : 1));
        }
    }
}
