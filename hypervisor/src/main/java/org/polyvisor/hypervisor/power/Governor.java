package org.polyvisor.hypervisor.power;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.sched.PcpuStatus;
import org.polyvisor.hypervisor.sched.VcpuUsage;

/**
 * Keeps as few pCPUs up as the load needs. Each {@link #sample} compares what vCPUs wanted since the one before with what
 * the pCPUs can do, and
 *
 * <ul>
 *   <li>brings pCPUs back at once when those that are up do not suffice: at the sample after the load has risen, so within
 *       two intervals;
 *   <li>parks a pCPU when the others sufficed for {@link #HOLD} samples in a row, with a margin; twice as many each time
 *       that it was parked in vain, so that a load which comes and goes does not switch pCPUs back and forth.
 * </ul>
 *
 * <p>It never touches a pCPU that somebody else has parked, nor one that is reserved, and leaves alone for a while what
 * the scheduler refuses to park. Not safe for use by several threads.
 */
public final class Governor {
    /** How much of their capacity pCPUs may be used before more are brought up. */
    static final double FULL = 0.8;

    /** How much of the others' capacity the load may take for a pCPU to be parked; lower than {@link #FULL}. */
    static final double SPARE = 0.6;

    /** For how many samples the others must have sufficed before a pCPU is parked: half a second at 20 ms. */
    static final int HOLD = 25;

    /** The most that {@link #HOLD} grows to, as a factor. */
    static final int MAX_PATIENCE = 16;

    /** A pCPU that is needed again within this many samples was parked in vain. */
    static final int REGRET = 100;

    private final Pcpus pcpus;
    private final Set<Integer> reserved;
    private @Nullable Snapshot last;
    private boolean[] ours = {};
    private int[] idleFor = {};
    private int[] parkedFor = {};
    private int[] patience = {};

    /** @param reserved pCPUs that are never parked, such as those of real-time VMs */
    public Governor(Pcpus pcpus, Set<Integer> reserved) {
        this.pcpus = pcpus;
        this.reserved = Set.copyOf(reserved);
    }

    /** Looks at what has happened since the last call, and acts. To be called every 20 ms or so. */
    public void sample() {
        Snapshot now = pcpus.snapshot();
        Snapshot before = last;
        last = now;
        if (before == null || before.pcpus().size() != now.pcpus().size()) {
            forget(now.pcpus().size());
            return;
        }
        Demand demand = Demand.between(before, now);
        boolean[] enough = PcpuChoice.choose(now.pcpus(), demand, FULL, this::standing);
        for (int i = 0; i < enough.length; i++) {
            PcpuStatus pcpu = now.pcpus().get(i);
            if (!pcpu.parked()) {
                ours[i] = false;
            } else if (ours[i]) {
                parkedFor[i]++;
                if (enough[i]) {
                    bringBack(i);
                }
            }
        }
        parkOne(now.pcpus(), PcpuChoice.choose(now.pcpus(), demand, SPARE, this::standing));
    }

    /** Brings back all that this governor has parked. */
    public void release() {
        for (int i = 0; i < ours.length; i++) {
            if (ours[i]) {
                bringBack(i);
            }
        }
    }

    private void forget(int count) {
        ours = new boolean[count];
        idleFor = new int[count];
        parkedFor = new int[count];
        patience = new int[count];
        Arrays.fill(patience, 1);
    }

    private PcpuChoice.Standing standing(PcpuStatus pcpu) {
        int index = pcpu.spec().index();
        if (pcpu.parked()) {
            return ours[index] ? PcpuChoice.Standing.FREE : PcpuChoice.Standing.GONE;
        }
        return reserved.contains(index) ? PcpuChoice.Standing.RESERVED : PcpuChoice.Standing.FREE;
    }

    private void bringBack(int pcpu) {
        pcpus.unpark(pcpu);
        ours[pcpu] = false;
        idleFor[pcpu] = 0;
        patience[pcpu] = parkedFor[pcpu] <= REGRET ? Math.min(MAX_PATIENCE, patience[pcpu] * 2) : 1;
    }

    /** Counts how long each pCPU has been superfluous, and parks the largest of those whose time has come. */
    private void parkOne(List<PcpuStatus> all, boolean[] enough) {
        int chosen = -1;
        for (int i = 0; i < enough.length; i++) {
            boolean superfluous = !all.get(i).parked() && !enough[i];
            idleFor[i] = superfluous ? idleFor[i] + 1 : 0;
            if (idleFor[i] >= HOLD * patience[i] && (chosen < 0 || capacity(all, i) > capacity(all, chosen))) {
                chosen = i;
            }
        }
        if (chosen < 0) {
            return;
        }
        idleFor[chosen] = 0;
        try {
            pcpus.park(chosen);
            ours[chosen] = true;
            parkedFor[chosen] = 0;
        } catch (ConfigurationException e) { // somebody needs it: its affinity or its deadlines say so
            patience[chosen] = MAX_PATIENCE;
        }
    }

    private static int capacity(List<PcpuStatus> all, int pcpu) {
        return all.get(pcpu).spec().capacity();
    }

    /**
     * What the vCPUs wanted in a span of time, in units of pCPU capacity.
     *
     * @param total of all
     * @param largest of the one that wanted most
     * @param parallel how many wanted most of a pCPU each
     * @param active how many wanted anything to speak of; more pCPUs than that are no use
     */
    record Demand(double total, double largest, int parallel, int active) {
        /** From which share of the time a vCPU is taken to want more than its pCPU gives. */
        private static final double SATURATED = 0.9;

        private static final double MOST = 0.5;

        private static final double LEAST = 0.01;

        static Demand between(Snapshot before, Snapshot now) {
            long span = 0;
            int biggest = 1;
            for (int i = 0; i < now.pcpus().size(); i++) {
                span = Math.max(
                        span,
                        now.pcpus().get(i).wallNanos() - before.pcpus().get(i).wallNanos());
                biggest = Math.max(biggest, now.pcpus().get(i).spec().capacity());
            }
            double total = 0;
            double largest = 0;
            int parallel = 0;
            int active = 0;
            for (int i = 0; i < now.vcpus().size() && span > 0; i++) {
                VcpuUsage to = now.vcpus().get(i);
                VcpuUsage from = sameVcpu(before.vcpus(), i, to);
                if (from == null || from.runNanos() > to.runNanos()) {
                    continue; // new, or switched on again: the next sample will tell
                }
                double ran = (double) (to.runNanos() - from.runNanos()) / span;
                double waited = Math.max(0, (double) (to.stolenNanos() - from.stolenNanos()) / span);
                int capacity = now.pcpus()
                        .get(Math.clamp(to.pcpu(), 0, now.pcpus().size() - 1))
                        .spec()
                        .capacity();
                // Of one that never rests, nothing tells how much it would like: give it the best.
                double wanted = (ran + waited) * capacity;
                total += wanted;
                largest = Math.max(largest, ran + waited >= SATURATED ? biggest : wanted);
                parallel += ran + waited >= MOST ? 1 : 0;
                active += ran + waited >= LEAST ? 1 : 0;
            }
            return new Demand(total, largest, parallel, active);
        }

        private static @Nullable VcpuUsage sameVcpu(List<VcpuUsage> vcpus, int place, VcpuUsage wanted) {
            if (place < vcpus.size() && isSame(vcpus.get(place), wanted)) {
                return vcpus.get(place);
            }
            for (int i = 0; i < vcpus.size(); i++) {
                if (isSame(vcpus.get(i), wanted)) {
                    return vcpus.get(i);
                }
            }
            return null;
        }

        private static boolean isSame(VcpuUsage a, VcpuUsage b) {
            return a.vcpu() == b.vcpu() && a.vm().equals(b.vm());
        }
    }
}
