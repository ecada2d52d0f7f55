package org.polyvisor.hypervisor.sched;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/**
 * Whether real-time vCPUs that share a pCPU all get their budgets in their periods, whatever their guests do.
 *
 * <p>A vCPU with a budget is a deferrable server: it may keep its budget until late in a period, use it up, and go on
 * with the next period's at once. To others of its priority or below that looks like a periodic task that is released
 * up to period minus budget late. For fixed priorities the longest time that server {@code i} waits for its whole budget
 * is then the smallest solution of
 *
 * <pre>R(i) = C(i) + B + sum over j of priority at least that of i: ceil((R(i) + T(j) - C(j)) / T(j)) C(j)</pre>
 *
 * with C the budget and one {@link #SWITCH_COST}, T the period and B the {@link #BLOCKING}; all is well if it is no
 * longer than the period. This is response-time analysis with release jitter (Audsley, Burns, Richardson, Tindell and
 * Wellings, "Applying new scheduling theory to static priority pre-emptive scheduling", 1993) for the deferrable server
 * of Strosnider, Lehoczky and Sha (1995). It never admits what can fail; since it takes the worst moment for all at
 * once, it may refuse what would go well.
 *
 * <p>Pure functions: they know no scheduler and no host.
 */
public final class Admission {
    /**
     * What it takes to bring a vCPU to a pCPU and the one that it displaces back, once for each budget: two switches of
     * host threads and the caches that they find cold. A guest that sleeps and wakes several times in a period causes
     * more of it than is counted here.
     */
    public static final Duration SWITCH_COST = Duration.ofNanos(20_000);

    /** For how long the host's kernel may keep a pCPU from a vCPU that should run: interrupts and what it can't leave. */
    public static final Duration BLOCKING = Duration.ofNanos(50_000);

    /** The span over which Linux limits real-time threads, {@code sched_rt_period_us}. */
    public static final Duration HOST_PERIOD = Duration.ofSeconds(1);

    /** The host's limit where it has none. */
    public static final double NO_HOST_LIMIT = 1;

    /**
     * A real-time vCPU.
     *
     * @param name such as "baseband/0"
     * @param scheduling its priority, budget and period
     */
    public record Server(String name, Scheduling.RealTime scheduling) {
        int priority() {
            return scheduling.priority();
        }

        long budget() {
            return scheduling.budget().toNanos();
        }

        long period() {
            return scheduling.period().toNanos();
        }

        /** Its budget and what it costs to bring it in. */
        long cost() {
            return budget() + SWITCH_COST.toNanos();
        }

        /** How much of the pCPU it takes at most from the others in any {@code span}. */
        long demand(long span) {
            return activations(span) * cost();
        }

        long activations(long span) {
            return Math.ceilDiv(span + period() - budget(), period());
        }
    }

    /**
     * The answer.
     *
     * @param admitted whether all get their budgets in time
     * @param explanation one line: who needs what and gets it when, or why it can't be and what to do
     * @param responses for each server, in the order asked, how long its budget takes at worst; empty if refused
     */
    public record Result(boolean admitted, String explanation, List<Duration> responses) {
        public Result {
            responses = List.copyOf(responses);
        }
    }

    /**
     * Where a VM's vCPUs go.
     *
     * @param pcpus the pCPU of each vCPU, in the order of their numbers; empty if they can't all be placed
     * @param explanation one line about why not; empty if they can
     */
    public record Assignment(List<Integer> pcpus, String explanation) {
        public Assignment {
            pcpus = List.copyOf(pcpus);
        }

        public boolean admitted() {
            return !pcpus.isEmpty();
        }
    }

    private Admission() {}

    /**
     * Whether all {@code servers} of one pCPU get their budgets.
     *
     * @param hostLimit the share of a core that the host lets real-time threads have, above 0 and up to
     *     {@link #NO_HOST_LIMIT}
     */
    public static Result check(List<Server> servers, double hostLimit) {
        List<Duration> responses = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(i);
            List<Server> rivals = rivals(i, servers);
            OptionalLong response = response(server, rivals);
            if (response.isEmpty()) {
                return new Result(false, AdmissionText.tooMuch(server, rivals), List.of());
            }
            responses.add(Duration.ofNanos(response.getAsLong()));
        }
        long allowed = (long) (hostLimit * HOST_PERIOD.toNanos());
        long demand = servers.stream().mapToLong(Admission::hostDemand).sum();
        if (hostLimit < NO_HOST_LIMIT && demand > allowed) {
            return new Result(false, AdmissionText.hostRefuses(servers, demand, allowed), List.of());
        }
        return new Result(true, AdmissionText.admitted(servers, responses), responses);
    }

    /**
     * Places the vCPUs of a new VM: each on the first pCPU that its affinity allows and that can carry it, at first
     * those that have none of this VM's yet.
     *
     * @param vm the VM's name
     * @param vcpus how many vCPUs it has, at least 1
     * @param scheduling that of each
     * @param affinity the pCPUs that they may run on; empty for all
     * @param present the servers that are there already, by pCPU; has all pCPUs that can be used
     */
    public static Assignment assign(
            String vm,
            int vcpus,
            Scheduling.RealTime scheduling,
            Set<Integer> affinity,
            SortedMap<Integer, List<Server>> present,
            double hostLimit) {
        List<Integer> chosen = new ArrayList<>();
        List<Server> own = new ArrayList<>();
        for (int vcpu = 0; vcpu < vcpus; vcpu++) {
            Server server = new Server(vm + "/" + vcpu, scheduling);
            String refusal = "%s: no pCPU of its affinity is there".formatted(server.name());
            Optional<Integer> free = Optional.empty();
            Optional<Integer> shared = Optional.empty();
            for (var pcpu : present.entrySet()) {
                if (!affinity.isEmpty() && !affinity.contains(pcpu.getKey())) {
                    continue;
                }
                List<Server> all = new ArrayList<>(pcpu.getValue());
                for (int i = 0; i < chosen.size(); i++) {
                    if (chosen.get(i).equals(pcpu.getKey())) {
                        all.add(own.get(i));
                    }
                }
                all.add(server);
                Result result = check(all, hostLimit);
                if (!result.admitted()) {
                    refusal = "pCPU %d: %s".formatted(pcpu.getKey(), result.explanation());
                } else if (!chosen.contains(pcpu.getKey())) {
                    free = free.or(() -> Optional.of(pcpu.getKey()));
                } else {
                    shared = shared.or(() -> Optional.of(pcpu.getKey()));
                }
            }
            Optional<Integer> best = free.isPresent() ? free : shared;
            if (best.isEmpty()) {
                return new Assignment(List.of(), refusal);
            }
            chosen.add(best.get());
            own.add(server);
        }
        return new Assignment(chosen, "");
    }

    /** How long {@code server} waits at worst for its budget after {@code rivals}; empty if longer than its period. */
    private static OptionalLong response(Server server, List<Server> rivals) {
        long before = 0;
        long response = server.cost() + BLOCKING.toNanos();
        while (response != before && response <= server.period()) {
            before = response;
            long span = before;
            response = server.cost()
                    + BLOCKING.toNanos()
                    + rivals.stream().mapToLong(rival -> rival.demand(span)).sum();
        }
        return response <= server.period() ? OptionalLong.of(response) : OptionalLong.empty();
    }

    /** Those that may go before {@code all.get(index)}; of equals each may. */
    private static List<Server> rivals(int index, List<Server> all) {
        int priority = all.get(index).priority();
        List<Server> others = new ArrayList<>(all);
        others.remove(index);
        return others.stream().filter(other -> other.priority() >= priority).toList();
    }

    /** The most that a server uses in {@link #HOST_PERIOD}: one budget at its beginning, and those that follow. */
    private static long hostDemand(Server server) {
        long rest = Math.max(0, HOST_PERIOD.toNanos() - server.budget());
        return server.cost() + rest / server.period() * server.cost() + Math.min(rest % server.period(), server.cost());
    }
}
