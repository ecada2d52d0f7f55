package org.polyvisor.hypervisor.power;

import java.time.Duration;
import org.polyvisor.hypervisor.ConfigurationException;

/**
 * The phone's battery, full when the phone is switched on.
 *
 * @param milliampHours its capacity, above 0 and up to {@link #MAX_MILLIAMP_HOURS}
 * @param volts its nominal voltage, above 0 and up to {@link #MAX_VOLTS}
 */
public record Battery(double milliampHours, double volts) {
    public static final double MAX_MILLIAMP_HOURS = 1_000_000;
    public static final double MAX_VOLTS = 1000;

    /** A usual one. */
    public static final Battery DEFAULT = new Battery(4500, 3.85);

    private static final Duration FOREVER = Duration.ofDays(36_500);

    /** @throws ConfigurationException if a value is out of its range */
    public Battery {
        if (!(milliampHours > 0 && milliampHours <= MAX_MILLIAMP_HOURS)) {
            throw new ConfigurationException("a battery of %s mAh is not possible".formatted(milliampHours));
        }
        if (!(volts > 0 && volts <= MAX_VOLTS)) {
            throw new ConfigurationException("a battery of %s V is not possible".formatted(volts));
        }
    }

    /** What it holds when full. */
    public double joules() {
        return milliampHours / 1000 * 3600 * volts;
    }

    /** How long the rest lasts at {@code watts} once {@code usedJoules} are gone; a hundred years at most. */
    public Duration remaining(double usedJoules, double watts) {
        double left = Math.max(0, joules() - usedJoules);
        double seconds = left / Math.max(watts, 1e-12);
        return seconds >= FOREVER.toSeconds() ? FOREVER : Duration.ofMillis((long) (seconds * 1000));
    }

    /** How much is left once {@code usedJoules} are gone, in percent. */
    public double percent(double usedJoules) {
        return 100 * Math.max(0, joules() - usedJoules) / joules();
    }
}
