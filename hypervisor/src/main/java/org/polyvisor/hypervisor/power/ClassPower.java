package org.polyvisor.hypervisor.power;

import java.time.Duration;
import org.polyvisor.hypervisor.ConfigurationException;

/**
 * What a pCPU of a class takes from the battery, with its share of what its class has in common.
 *
 * @param activeWatts while it runs a vCPU
 * @param idleWatts while it waits with its clock stopped, as after WFI
 * @param downWatts while it idles for so long that it is powered down, ready to come back by itself
 * @param offWatts while it is parked
 * @param minResidency from which length an idle period is spent powered down
 * @param transition how long powering down and up again takes, together; that time costs {@code activeWatts}
 */
public record ClassPower(
        double activeWatts,
        double idleWatts,
        double downWatts,
        double offWatts,
        Duration minResidency,
        Duration transition) {
    /** More than any core of a phone. */
    public static final double MAX_WATTS = 100;

    /** How much of what idling takes beyond being off remains when powered down; see {@code docs/energy.md}. */
    private static final double USUAL_REST = 0.25;

    /** With what is usual for phones' cores that are powered down. */
    public ClassPower(
            double activeWatts, double idleWatts, double offWatts, Duration minResidency, Duration transition) {
        this(
                activeWatts,
                idleWatts,
                offWatts + USUAL_REST * (idleWatts - offWatts),
                offWatts,
                minResidency,
                transition);
    }

    /** @throws ConfigurationException if a value is out of its range, or a deeper state takes more than a lighter one */
    public ClassPower {
        if (!(offWatts >= 0 && offWatts <= idleWatts && idleWatts <= activeWatts && activeWatts <= MAX_WATTS)) {
            throw new ConfigurationException(
                    "power of %s W active, %s W idle, %s W off is not possible: give 0 <= off <= idle <= active <= %s"
                            .formatted(activeWatts, idleWatts, offWatts, MAX_WATTS));
        }
        if (!(downWatts >= offWatts && downWatts <= idleWatts)) {
            throw new ConfigurationException("power of %s W powered down is not possible: give %s to %s"
                    .formatted(downWatts, offWatts, idleWatts));
        }
        if (minResidency.isNegative() || transition.isNegative()) {
            throw new ConfigurationException("times of an idle state can't be negative");
        }
    }

    /**
     * What {@code idleNanos} of idling in {@code periods} pieces cost, in joules. Only their mean length is known; they
     * are taken as exponentially distributed about it, as periods between independent wake-ups are.
     */
    double idleJoules(long idleNanos, long periods) {
        double transitions = periods * reach(idleNanos, periods);
        double deep = idleNanos * deepShare(idleNanos, periods);
        return ((idleNanos - deep) * idleWatts
                        + deep * downWatts
                        + transitions * transition.toNanos() * (activeWatts - downWatts))
                / 1e9;
    }

    /** The share of idle time that is spent powered down: that of the periods which are long enough. */
    double deepShare(long idleNanos, long periods) {
        if (idleNanos <= 0) {
            return 0;
        }
        double lengths = minResidency.toNanos() / mean(idleNanos, periods);
        return (1 + lengths) * Math.exp(-lengths);
    }

    /** The share of periods that are long enough. */
    private double reach(long idleNanos, long periods) {
        return idleNanos <= 0 ? 0 : Math.exp(-minResidency.toNanos() / mean(idleNanos, periods));
    }

    private static double mean(long idleNanos, long periods) {
        return (double) idleNanos / Math.max(1, periods);
    }
}
