package org.polyvisor.hypervisor.sched;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;

/**
 * Gives vCPUs time on physical CPUs.
 *
 * <p>Each pCPU has one lane for real-time vCPUs, highest priority first, and one for fair ones, who gets least of what
 * its weight entitles it to first. A real-time vCPU stays on the pCPU that the admission test found for it; a fair one
 * goes to whichever pCPU it may use that is free first.
 *
 * <p>All methods may be called by any thread that runs no vCPU.
 */
public final class Scheduler implements AutoCloseable {
    private final String name;
    private final List<Pcpu> pcpus;
    private final Plan plan;
    private final FairQueue fair;
    private final Parking parking;
    private final Surroundings surroundings;
    private volatile Entity[] entities = {};
    private volatile boolean closed;

    /**
     * Starts pCPUs.
     *
     * @param specs at least one, numbered from 0 in their order
     */
    public Scheduler(List<PcpuSpec> specs) {
        this("", specs);
    }

    private Scheduler(String name, List<PcpuSpec> specs) {
        if (specs.isEmpty()) {
            throw new ConfigurationException("a phone needs a pCPU");
        }
        this.name = name;
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).index() != i) {
                throw new IllegalArgumentException(
                        "pCPU %d is at place %d".formatted(specs.get(i).index(), i));
            }
        }
        pcpus = specs.stream().map(spec -> new Pcpu(this, spec)).toList();
        plan = new Plan(pcpus);
        fair = new FairQueue(pcpus);
        parking = new Parking(this, pcpus, plan);
        surroundings = new Surroundings(this, pcpus, plan);
        for (Pcpu pcpu : pcpus) {
            pcpu.fair.start();
            pcpu.timer.start();
        }
    }

    /** As many pCPUs as asked for, of one class, that the host may run on any of its cores. */
    public static Scheduler unbound(int count) {
        return unbound("", count);
    }

    /** The same for one machine; its threads begin with {@code name}. */
    public static Scheduler unbound(String name, int count) {
        return new Scheduler(
                name.isEmpty() ? "" : name + " ",
                IntStream.range(0, count).mapToObj(PcpuSpec::unbound).toList());
    }

    String name() {
        return name;
    }

    int size() {
        return pcpus.size();
    }

    boolean isClosed() {
        return closed;
    }

    boolean hasRealTime() {
        return plan.hasRealTime();
    }

    // ---- for people ----

    /** What the pCPUs do, in the order of their numbers. */
    public List<PcpuStatus> pcpus() {
        return pcpus.stream().map(Pcpu::status).toList();
    }

    /** What the vCPUs of all machines have had. */
    public List<VcpuUsage> vcpus() {
        return Arrays.stream(entities)
                .map(entity -> entity.usage(laneOf(entity).unaccounted(entity)))
                .toList();
    }

    /** How long the vCPUs of all machines have waited after their wake-ups. */
    public List<LatencySummary> latencies() {
        return Arrays.stream(entities).map(Entity::latencySummary).toList();
    }

    /** How long a pCPU takes from one vCPU's guest code to another's. */
    public SwitchSummary switches(int pcpu) {
        return SwitchSummary.of(pcpu(pcpu).switchNanos);
    }

    /**
     * How late the host has woken a pCPU's real-time lane.
     *
     * @param limitNanos see {@link HostLateness#beyond}
     */
    public HostLateness hostLateness(int pcpu, long limitNanos) {
        return HostLateness.of(pcpu(pcpu).hostLateNanos, limitNanos);
    }

    /** What the host does not permit and how that weakens real-time guests, a line each; empty if nothing. */
    public List<String> weaknesses() {
        List<String> lines = new ArrayList<>();
        for (Pcpu pcpu : pcpus) {
            String where = pcpu.spec.place().isEmpty() ? "" : pcpu.spec.place() + ": ";
            if (!pcpu.fair.isBound()) {
                lines.add(
                        "%spCPU %d: this process may not run on host core %d: its threads run where the host puts them"
                                .formatted(
                                        where,
                                        pcpu.index(),
                                        pcpu.spec.hostCore().orElse(-1)));
            }
            pcpus.stream()
                    .limit(pcpu.index())
                    .filter(other -> pcpu.spec.hostCore().isPresent()
                            && pcpu.spec.hostCore().equals(other.spec.hostCore()))
                    .findFirst()
                    .ifPresent(other -> lines.add(
                            "%spCPU %d: host core %d is that of pCPU %d, too: each has what the other leaves of it"
                                    .formatted(
                                            where,
                                            pcpu.index(),
                                            pcpu.spec.hostCore().getAsInt(),
                                            other.index())));
            if (plan.hasRealTime(pcpu.index()) && !pcpu.realTime.isRaised()) {
                lines.add(("pCPU %d: SCHED_FIFO is not permitted: real-time vCPUs compete with other programs of this"
                                + " host; grant CAP_SYS_NICE or a limit of real-time priority (ulimit -r %d)")
                        .formatted(pcpu.index(), LaneTimer.HOST_PRIORITY));
            }
        }
        return lines;
    }

    /**
     * Switches a pCPU off; its vCPUs go on elsewhere.
     *
     * @return how long that took; empty if it was off already
     * @throws ConfigurationException if there is no such pCPU, or a vCPU could not go on; says why
     */
    public Optional<Duration> park(int pcpu) {
        return parking.park(pcpu(pcpu), entities);
    }

    /**
     * Switches a pCPU on again.
     *
     * @return whether it was off
     * @throws ConfigurationException if there is no such pCPU
     */
    public boolean unpark(int pcpu) {
        return parking.unpark(pcpu(pcpu));
    }

    private Pcpu pcpu(int index) {
        if (index < 0 || index >= pcpus.size()) {
            throw new ConfigurationException(
                    "there is no pCPU %d: this phone has 0 to %d".formatted(index, pcpus.size() - 1));
        }
        return pcpus.get(index);
    }

    // ---- for machines ----

    Admitted admit(String vm, int count, Placement placement) {
        Admitted admitted = plan.admit(vm, count, placement);
        if (placement.scheduling() instanceof Scheduling.RealTime) {
            // Those that it may be moved to, too: a move then waits for no thread to begin.
            pcpus.stream().filter(pcpu -> placement.allows(pcpu.index())).forEach(pcpu -> {
                pcpu.realTime.start();
                pcpu.timer.wake();
            });
            surroundings.start();
        }
        return admitted;
    }

    synchronized void add(List<Entity> added) {
        List<Entity> all = new ArrayList<>(List.of(entities));
        all.addAll(added);
        entities = all.toArray(Entity[]::new);
    }

    synchronized void remove(List<Entity> removed) {
        List<Entity> all = new ArrayList<>(List.of(entities));
        all.removeAll(removed);
        entities = all.toArray(Entity[]::new);
    }

    /** Something that a vCPU may wait for has happened, at {@code since}. */
    void wake(Entity entity, long since) {
        // Most vCPUs that are woken run: the order has to be looked at only for the others.
        long start = entity.state.get() == Entity.BLOCKED ? fair.startOf(entity) : entity.virtualStart;
        if (entity.makeReady(since, start)) {
            place(entity);
        }
    }

    /** Whether the calling thread is the lane that runs it. */
    boolean isRunningHere(Entity entity) {
        return laneOf(entity).isRunningHere(entity);
    }

    /** Has a lane look at a vCPU that is ready, if one should before it does so anyway. */
    void place(Entity entity) {
        if (entity.isRealTime()) {
            Lane lane = pcpus.get(entity.home.get()).realTime;
            Entity running = lane.current();
            if (running == null) {
                lane.wake();
            } else if (running.priority < entity.priority) {
                running.stop();
            }
        } else {
            fair.place(entity);
        }
    }

    void timerChanged(Entity entity, long deadline) {
        laneOf(entity).timerChanged(deadline);
    }

    void account(Entity entity) {
        laneOf(entity).account(entity);
    }

    private Lane laneOf(Entity entity) {
        return pcpus.get(entity.home.get()).laneOf(entity);
    }

    // ---- for lanes ----

    /**
     * Takes the best vCPU for a lane, or null.
     *
     * @param last what the lane has run before, unless it slept since
     * @param yielder one that would rather have others run first, or null
     */
    @Nullable
    Entity pick(Lane lane, long now, @Nullable Entity last, @Nullable Entity yielder) {
        return lane.isRealTime()
                ? pickRealTime(lane.pcpu(), now)
                : fair.pick(entities, lane.pcpu(), now, last, yielder);
    }

    private @Nullable Entity pickRealTime(Pcpu pcpu, long now) {
        while (true) {
            Entity best = null;
            for (Entity entity : entities) {
                if (isFor(entity, pcpu, true)
                        && entity.isEligible(now)
                        && (best == null || entity.priority > best.priority)) {
                    best = entity;
                }
            }
            if (best == null || best.state.compareAndSet(Entity.READY, Entity.RUNNING)) {
                return best;
            }
        }
    }

    /** Whether there is anything that {@link #pick} would find. */
    boolean hasWork(Lane lane, long now) {
        for (Entity entity : entities) {
            if (isFor(entity, lane.pcpu(), lane.isRealTime()) && entity.isEligible(now)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a lane has to share: another vCPU could run there now. */
    boolean othersWait(Lane lane) {
        return hasWork(lane, System.nanoTime());
    }

    private static boolean isFor(Entity entity, Pcpu pcpu, boolean realTime) {
        return entity.isRealTime() == realTime
                && (realTime ? entity.home.get() == pcpu.index() : entity.placement.allows(pcpu.index()));
    }

    /** When a lane's vCPUs next need to be looked at, in {@link System#nanoTime}. */
    long earliestTimer(Pcpu pcpu, boolean realTime) {
        long next = Entity.NEVER;
        for (Entity entity : entities) {
            if (entity.home.get() == pcpu.index() && entity.isRealTime() == realTime) {
                next = Math.min(next, Math.min(entity.deadline.get(), entity.release.get()));
            }
        }
        return next;
    }

    /** Does what is due at {@code now} for vCPUs whose home a pCPU is. */
    void fireTimers(Pcpu pcpu, long now) {
        for (Entity entity : entities) {
            if (entity.home.get() != pcpu.index()) {
                continue;
            }
            long deadline = entity.deadline.get();
            if (deadline <= now && entity.deadline.compareAndSet(deadline, Entity.NEVER)) {
                entity.expire();
                wake(entity, deadline);
            }
            long release = entity.release.get();
            if (release <= now && entity.release.compareAndSet(release, Entity.NEVER)) {
                if (entity.wait == Entity.Wait.EVENT) {
                    wake(entity, release);
                }
                if (entity.state.get() == Entity.READY) {
                    entity.virtualStart = fair.startOf(entity);
                    place(entity);
                }
            }
        }
    }

    /** A lane's pCPU is parked: what it has goes elsewhere. */
    void evacuate(Lane lane) {
        for (Entity entity : entities) {
            int from = lane.pcpu().index();
            if (entity.isRealTime() == lane.isRealTime() && entity.home.get() == from) {
                int to = plan.refuge(entity, from);
                if (entity.home.compareAndSet(from, to)) {
                    entity.migrations.incrementAndGet();
                    timerChanged(entity, Math.min(entity.deadline.get(), entity.release.get()));
                    entity.displaced = true;
                    fair.displace(entity);
                    place(entity);
                }
            }
        }
    }

    /** Ends all threads and waits for them. All machines have been closed. */
    @Override
    public void close() {
        closed = true;
        pcpus.forEach(Pcpu::wake);
        LockSupport.unpark(surroundings.thread());
        Threads.join(surroundings.thread());
        pcpus.forEach(Pcpu::join);
    }
}
