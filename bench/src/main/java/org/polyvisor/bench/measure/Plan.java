package org.polyvisor.bench.measure;

/**
 * How much is measured.
 *
 * @param samples of a workload
 * @param sampleMillis least length of a sample
 * @param warmUpMillis run before the samples and not counted
 * @param boots of a kernel
 * @param systemBoots of a full system
 * @param idleSeconds how long an idle guest is watched
 */
public record Plan(int samples, int sampleMillis, int warmUpMillis, int boots, int systemBoots, int idleSeconds) {
    /** Some thirty minutes with two peers. */
    public static final Plan FULL = new Plan(5, 600, 600, 5, 3, 12);

    /** Some two minutes. */
    public static final Plan QUICK = new Plan(2, 250, 150, 1, 1, 5);
}
