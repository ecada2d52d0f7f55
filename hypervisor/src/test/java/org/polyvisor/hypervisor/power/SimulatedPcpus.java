package org.polyvisor.hypervisor.power;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.sched.PcpuSpec;
import org.polyvisor.hypervisor.sched.PcpuStatus;
import org.polyvisor.hypervisor.sched.VcpuUsage;

/**
 * A scheduler of fair vCPUs that is only arithmetic: in each interval, vCPUs take what they want of the pCPUs that are
 * up, the largest first, each at most one pCPU's worth. It notes who was parked and brought back when.
 */
final class SimulatedPcpus implements Pcpus {
    static final long INTERVAL = 20_000_000;

    final List<String> events = new ArrayList<>();
    final Set<Integer> needed = new HashSet<>();
    private final List<PcpuSpec> specs;
    private final boolean[] parked;
    private final long[] busy;
    private final long[] parkedNanos;
    private final long[] ran;
    private final long[] stolen;
    private final int[] place;
    private long wall;
    private int samples;

    SimulatedPcpus(int vcpus, PcpuSpec... specs) {
        this.specs = List.of(specs);
        parked = new boolean[specs.length];
        busy = new long[specs.length];
        parkedNanos = new long[specs.length];
        ran = new long[vcpus];
        stolen = new long[vcpus];
        place = new int[vcpus];
    }

    /** An interval in which vCPU i wants {@code wanted[i]} units of capacity. */
    void run(Governor governor, int intervals, double... wanted) {
        for (int n = 0; n < intervals; n++) {
            step(wanted);
            governor.sample();
            samples++;
        }
    }

    int upCount() {
        int up = 0;
        for (boolean off : parked) {
            up += off ? 0 : 1;
        }
        return up;
    }

    boolean isUp(int pcpu) {
        return !parked[pcpu];
    }

    private void step(double... wanted) {
        double[] free = new double[specs.size()];
        for (int i = 0; i < free.length; i++) {
            free[i] = parked[i] ? 0 : 1;
            parkedNanos[i] += parked[i] ? INTERVAL : 0;
        }
        for (int v = 0; v < wanted.length; v++) {
            int best = place[v];
            for (int i = 0; i < free.length; i++) {
                best = free[i] * specs.get(i).capacity()
                                > free[best] * specs.get(best).capacity()
                        ? i
                        : best;
            }
            double share = Math.min(1, wanted[v] / specs.get(best).capacity());
            double got = Math.min(share, free[best]);
            free[best] -= got;
            busy[best] += (long) (got * INTERVAL);
            ran[v] += (long) (got * INTERVAL);
            stolen[v] += (long) ((share - got) * INTERVAL);
            place[v] = best;
        }
        wall += INTERVAL;
    }

    @Override
    public Snapshot snapshot() {
        List<PcpuStatus> pcpus = new ArrayList<>();
        for (int i = 0; i < parked.length; i++) {
            pcpus.add(new PcpuStatus(specs.get(i), parked[i], "", busy[i], parkedNanos[i], wall, 0, 0));
        }
        List<VcpuUsage> vcpus = new ArrayList<>();
        for (int v = 0; v < ran.length; v++) {
            vcpus.add(new VcpuUsage("vm", v, "running", place[v], ran[v], stolen[v], List.of(), 0, 0, 0, 0));
        }
        return new Snapshot(pcpus, vcpus);
    }

    @Override
    public void park(int pcpu) {
        if (needed.contains(pcpu)) {
            events.add("%d refused %d".formatted(samples, pcpu));
            throw new ConfigurationException("needed");
        }
        parked[pcpu] = true;
        events.add("%d park %d".formatted(samples, pcpu));
    }

    @Override
    public void unpark(int pcpu) {
        parked[pcpu] = false;
        events.add("%d unpark %d".formatted(samples, pcpu));
    }
}
