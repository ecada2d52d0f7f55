package org.polyvisor.hypervisor.power;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.polyvisor.hypervisor.ConfigurationException;

/**
 * What the parts of a phone take from its battery. The default's sources are in {@code docs/energy.md}.
 *
 * @param classes by name of the pCPUs' class; one that is not here is taken for "big"
 * @param awakeWatts memory, interconnect and regulators while any pCPU is up, the screen being off
 * @param asleepWatts the same while all pCPUs are powered down: memory in self-refresh, radio listening
 */
public record PowerFigures(Map<String, ClassPower> classes, double awakeWatts, double asleepWatts) {
    private static final String FALLBACK = "big";

    /** A phone of 2021 with cores of three classes. */
    public static final PowerFigures DEFAULT = new PowerFigures(
            Map.of(
                    "little",
                    of(0.10, 0.010, 0.001, 2000, 230),
                    "mid",
                    of(0.52, 0.052, 0.005, 2500, 340),
                    FALLBACK,
                    of(1.82, 0.182, 0.018, 3500, 455)),
            0.120,
            0.025);

    /** @throws ConfigurationException if the class "big" is missing or a figure is out of its range */
    public PowerFigures {
        classes = Map.copyOf(classes);
        if (!classes.containsKey(FALLBACK)) {
            throw new ConfigurationException("power of the class big is missing");
        }
        if (!(asleepWatts >= 0 && asleepWatts <= awakeWatts && awakeWatts <= ClassPower.MAX_WATTS)) {
            throw new ConfigurationException(
                    "base power of %s W awake, %s W asleep is not possible".formatted(awakeWatts, asleepWatts));
        }
    }

    ClassPower of(String kind) {
        ClassPower own = classes.get(kind);
        return own != null ? own : Objects.requireNonNull(classes.get(FALLBACK));
    }

    private static ClassPower of(double active, double idle, double down, int residencyMicros, int transitionMicros) {
        return new ClassPower(
                active,
                idle,
                down,
                0,
                Duration.ofNanos(residencyMicros * 1000L),
                Duration.ofNanos(transitionMicros * 1000L));
    }
}
