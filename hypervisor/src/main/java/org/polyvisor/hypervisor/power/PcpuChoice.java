package org.polyvisor.hypervisor.power;

import java.util.List;
import java.util.function.Function;
import org.polyvisor.hypervisor.sched.PcpuStatus;

/** Which pCPUs suffice for a load: little ones as long as they do, big ones for what is heavy. */
final class PcpuChoice {
    /** Whether there is a choice. */
    enum Standing {
        FREE,
        /** Up in any case. */
        RESERVED,
        /** Not to be had. */
        GONE
    }

    private final List<PcpuStatus> pcpus;
    private final boolean[] open;
    private final boolean[] chosen;
    private double capacity;
    private double largest;
    private int count;

    private PcpuChoice(List<PcpuStatus> pcpus, Function<PcpuStatus, Standing> standing) {
        this.pcpus = pcpus;
        open = new boolean[pcpus.size()];
        chosen = new boolean[pcpus.size()];
        for (int i = 0; i < open.length; i++) {
            Standing one = standing.apply(pcpus.get(i));
            open[i] = one != Standing.GONE;
            if (one == Standing.RESERVED) {
                take(i);
            }
        }
    }

    /**
     * The pCPUs that should be up, by number; at least one where there is any.
     *
     * @param use how much of their capacity may be used
     */
    static boolean[] choose(
            List<PcpuStatus> pcpus, Governor.Demand demand, double use, Function<PcpuStatus, Standing> standing) {
        PcpuChoice choice = new PcpuChoice(pcpus, standing);
        int best = choice.largestOpen();
        double heaviest = Math.min(demand.largest(), Math.max(choice.largest, best < 0 ? 0 : choice.capacityOf(best)));
        while (!choice.suffices(demand, heaviest, use)) {
            int next = choice.smallestOpen(heaviest > choice.largest ? heaviest : 0);
            if (next < 0) {
                break;
            }
            choice.take(next);
        }
        return choice.chosen;
    }

    private boolean suffices(Governor.Demand demand, double heaviest, double use) {
        return count > 0
                && heaviest <= largest
                && demand.parallel() <= count
                && (demand.total() <= capacity * use || demand.active() <= count);
    }

    private void take(int pcpu) {
        chosen[pcpu] = true;
        open[pcpu] = false;
        capacity += capacityOf(pcpu);
        largest = Math.max(largest, capacityOf(pcpu));
        count++;
    }

    /** The smallest that has {@code wanted}, of equals one that is up; -1 if none. */
    private int smallestOpen(double wanted) {
        int best = -1;
        for (int i = 0; i < open.length; i++) {
            if (open[i] && capacityOf(i) >= wanted && (best < 0 || isBetter(i, best))) {
                best = i;
            }
        }
        return best;
    }

    private boolean isBetter(int a, int b) {
        return capacityOf(a) != capacityOf(b)
                ? capacityOf(a) < capacityOf(b)
                : pcpus.get(b).parked() && !pcpus.get(a).parked();
    }

    private int largestOpen() {
        int best = -1;
        for (int i = 0; i < open.length; i++) {
            if (open[i] && (best < 0 || capacityOf(i) > capacityOf(best))) {
                best = i;
            }
        }
        return best;
    }

    private int capacityOf(int i) {
        return pcpus.get(i).spec().capacity();
    }
}
