package org.polyvisor.bench.measure;

import org.polyvisor.bench.machine.Hypervisor;

/**
 * What one of the peers reached in a row.
 *
 * @param name its short name
 * @param version its name and version
 * @param figures what was measured
 */
public record Rival(String name, String version, Figures figures) {
    static Rival of(Hypervisor hypervisor, Figures figures) {
        return new Rival(hypervisor.name(), hypervisor.version(), figures);
    }

    /** Whether it did better than another one, by the median; a failure is the worst there is. */
    boolean beats(Rival other, Metric metric) {
        if (figures.samples() == 0 || other.figures.samples() == 0) {
            return figures.samples() > 0;
        }
        return metric.higherIsBetter()
                ? figures.value() > other.figures.value()
                : figures.value() < other.figures.value();
    }
}
