package org.polyvisor.virtio.fuzz;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Seeds and duration of a fuzz test. These tests are plain JUnit with seeds of their own rather than properties of a
 * property-testing library: a run is thousands of dependent steps against threads, which does not shrink.
 *
 * <p>By default each test runs about a second from fixed seeds, so that a build is repeatable. With
 * {@code -Dpolyvisor.fuzz.seconds=600} it goes on that long, with seeds from the clock on; a failure names the seed,
 * and {@code -Dpolyvisor.fuzz.seed=N} starts with that one.
 */
final class FuzzRun {
    private static final long FIRST_SEED = 1;

    private final long end;
    private long seed;
    private int rounds;

    private FuzzRun(long first, double seconds) {
        seed = first - 1;
        end = System.nanoTime() + (long) (seconds * 1e9);
    }

    static FuzzRun start() {
        String seconds = System.getProperty("polyvisor.fuzz.seconds");
        long first = seconds == null ? FIRST_SEED : System.currentTimeMillis();
        return new FuzzRun(
                Long.getLong("polyvisor.fuzz.seed", first), seconds == null ? 1 : Double.parseDouble(seconds));
    }

    /** Whether to do another round; the first always. */
    boolean next() {
        seed++;
        rounds++;
        return rounds == 1 || System.nanoTime() < end;
    }

    long seed() {
        return seed;
    }

    int rounds() {
        return rounds;
    }

    /** The round's random numbers; each {@code stream} has its own. */
    RandomGenerator random(int stream) {
        return RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(31 * seed + stream);
    }
}
