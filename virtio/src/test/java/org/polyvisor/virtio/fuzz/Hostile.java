package org.polyvisor.virtio.fuzz;

import java.util.random.RandomGenerator;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestMemory;

/**
 * A driver that means harm: sane enough set-up to get past the first checks, and then anything, anywhere, at any time.
 * Rings and tables lie in a small window of RAM that is overwritten over and over, mostly with plausible values.
 */
final class Hostile {
    private static final int WINDOW = 1 << 16;

    private final TestDriver driver;
    private final RandomGenerator random;
    private final int queues;

    Hostile(TestDriver driver, RandomGenerator random, int queues) {
        this.driver = driver;
        this.random = random;
        this.queues = queues;
    }

    private int oneOf(int... values) {
        return values[random.nextInt(values.length)];
    }

    private long address() {
        return switch (random.nextInt(16)) {
            case 0 -> random.nextLong();
            case 1 -> driver.memory.end() - random.nextInt(64);
            case 2 -> TestMemory.BASE - random.nextInt(64);
            case 3 -> -random.nextLong(1, 256);
            case 4 -> TestMemory.BASE;
            default -> TestMemory.BASE + random.nextInt(WINDOW);
        };
    }

    private int length() {
        return switch (random.nextInt(8)) {
            case 0 -> oneOf(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 20);
            case 1 -> random.nextInt(WINDOW);
            case 2 -> 16 * random.nextInt(1, 64);
            case 3 -> 512 * random.nextInt(1, 9);
            default -> oneOf(1, 8, 15, 16, 17, 511, 512, 513, 528);
        };
    }

    /** Brings the device up as a driver would, with whatever features and one or more queues. */
    void setUp() {
        driver.negotiate(
                random.nextBoolean() ? driver.offeredFeatures() : driver.offeredFeatures() & random.nextLong());
        for (int i = 0; i < queues; i++) {
            driver.write(0x030, random.nextInt(8) == 0 ? random.nextInt() : i);
            driver.write(0x038, random.nextInt(8) == 0 ? random.nextInt() : 1 << random.nextInt(6));
            driver.writeAddress(0x080, address() & (random.nextInt(8) == 0 ? -1 : -16));
            driver.writeAddress(0x090, address() & (random.nextInt(8) == 0 ? -1 : -2));
            driver.writeAddress(0x0a0, address() & (random.nextInt(8) == 0 ? -1 : -4));
            driver.write(0x044, 1);
        }
        driver.start();
    }

    void step() {
        switch (random.nextInt(32)) {
            case 0 -> setUp();
            case 1 -> driver.write(TestDriver.STATUS, random.nextInt(4) == 0 ? 0 : random.nextInt());
            case 2 -> anyRegister();
            case 3 -> driver.mmio.write(0x100 + random.nextInt(0x100), 1 << random.nextInt(4), random.nextLong());
            case 4 -> driver.mmio.read(random.nextInt(0x200), 1 << random.nextInt(4));
            case 5 -> noise();
            case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 -> descriptor();
            case 16, 17, 18, 19 -> smallNumber();
            case 20, 21, 22 -> message();
            default -> driver.write(0x050, random.nextInt(16) == 0 ? random.nextInt() : random.nextInt(queues));
        }
    }

    private void anyRegister() {
        int register = 4 * random.nextInt(0x40);
        int size = oneOf(1, 2, 4, 4, 4, 4, 8);
        driver.mmio.write(register, size, random.nextBoolean() ? random.nextInt(16) : random.nextLong());
    }

    private void noise() {
        byte[] bytes = new byte[random.nextInt(1, 256)];
        random.nextBytes(bytes);
        driver.memory.putBytes(TestMemory.BASE + random.nextInt(WINDOW), bytes);
    }

    private void descriptor() {
        long at = TestMemory.BASE + 16L * random.nextInt(WINDOW / 16);
        driver.memory.putLong(at, address());
        driver.memory.putInt(at + 8, length());
        driver.memory.putShort(at + 12, (short) (random.nextInt(16) == 0 ? random.nextInt() : oneOf(0, 1, 2, 3, 4)));
        driver.memory.putShort(at + 14, (short) (random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(32)));
    }

    /** Rings are made of small numbers: indices, flags, heads. */
    private void smallNumber() {
        driver.memory.putShort(TestMemory.BASE + 2L * random.nextInt(WINDOW / 2), (short) random.nextInt(34));
    }

    /** The first bytes of a block request or a console control message. */
    private void message() {
        long at = TestMemory.BASE + random.nextInt(WINDOW);
        driver.memory.putInt(at, oneOf(0, 1, 4, 8, 11, 13, 14, random.nextInt()));
        driver.memory.putInt(at + 4, random.nextBoolean() ? oneOf(0x10003, 0x10006, 0x10000) : 0);
        driver.memory.putLong(at + 8, random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(128));
    }
}
