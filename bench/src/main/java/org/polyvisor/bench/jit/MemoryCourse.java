package org.polyvisor.bench.jit;

import java.util.ArrayList;
import java.util.List;

/** How much memory a process had in the course of time. */
final class MemoryCourse {
    private final List<Double> mebibytes = new ArrayList<>();

    /** Adds a sample; they are taken at equal distances. */
    void add(double mib) {
        mebibytes.add(mib);
    }

    /**
     * By how many MiB the highest sample of the last third is above the highest one before; negative where it is lower.
     * 0 of fewer than three samples.
     */
    double growthInLastThird() {
        int split = mebibytes.size() * 2 / 3;
        return mebibytes.size() < 3 ? 0 : highest(split, mebibytes.size()) - highest(0, split);
    }

    private double highest(int from, int to) {
        return mebibytes.subList(from, to).stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
    }
}
