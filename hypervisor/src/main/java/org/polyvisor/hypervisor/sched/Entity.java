package org.polyvisor.hypervisor.sched;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.AtomicHistogram;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Pending;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.host.ThreadClock;

/**
 * A vCPU as the scheduler sees it.
 *
 * <p>Its {@link #state} is the one thing that threads contend for: whoever moves it from BLOCKED to READY wakes it, the
 * lane that moves it from READY to RUNNING has it, alone, until it moves it on. There is no lock, so a thread that the
 * host suspends at a bad moment holds up nobody else, least of all a real-time vCPU.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread at a time, the lane that has it
final class Entity {
    static final int BLOCKED = 0;
    static final int READY = 1;
    static final int RUNNING = 2;

    /** No time: further away than any. */
    static final long NEVER = Long.MAX_VALUE;

    /** Why a vCPU left guest code by itself. */
    enum Wait {
        NONE,
        /** WFI: until it is woken. */
        INTERRUPT,
        /** WFE: until it is woken or a moment has passed. */
        EVENT
    }

    private static final long LONGEST_LATENCY = 10_000_000_000L;
    private static final int LATENCY_DIGITS = 2;

    final Vcpus vm;
    final Vcpu cpu;
    final Runnable engine;
    final Placement placement;
    final Budget budget;
    final int weight;

    /** Higher goes first; 0 for fair vCPUs. */
    final int priority;

    final AtomicInteger state = new AtomicInteger(BLOCKED);

    /** The pCPU that it runs on, or ran on last, or will first: whose timer serves it. */
    final AtomicInteger home = new AtomicInteger();

    /** When the guest's timer expires, in {@link System#nanoTime}; whoever takes it makes the call. */
    final AtomicLong deadline = new AtomicLong(NEVER);

    /** When the scheduler itself has to look at it again: the end of a WFE, of being throttled. */
    final AtomicLong release = new AtomicLong(NEVER);

    /** How long it has waited for a pCPU since its wake-up, measured at each. */
    final AtomicHistogram latency = new AtomicHistogram(LONGEST_LATENCY, LATENCY_DIGITS);

    /** Since when it could run. */
    volatile long readyAt;

    /** It was woken while it ran: it does not block. */
    volatile boolean woken;

    /** Weighted running time; the fair class runs the least first. Written by the lane that has it. */
    volatile long virtualRuntime;

    /** What {@link #virtualRuntime} counts as at least since it was woken: time in which it did not want to run. */
    volatile long virtualStart = Long.MIN_VALUE;

    /** How long its present turn is if others want it to end. Written by the lane that takes it. */
    volatile long turn = Lane.SLICE;

    /** What came before {@link #readyAt} was a wake-up rather than the end of a time slice. */
    volatile boolean justWoken;

    /** Its pCPU was taken from it, and it has not run since. */
    volatile boolean displaced;

    /** When it last began to run after that. */
    volatile long resumedAt = Long.MIN_VALUE;

    // The rest is written by the lane that has it and read by anybody who can do with old values.
    volatile long runStart;
    volatile long stolenNanos;
    volatile long switches;
    final AtomicLong migrations = new AtomicLong();
    volatile Wait wait = Wait.NONE;
    volatile @Nullable Suspension suspension;

    /** Its {@link #suspension} is over even if no interrupt waits. */
    volatile boolean awakened;

    private final long[] runNanos;
    private final AtomicInteger pins = new AtomicInteger();
    private volatile long cpuStart;
    private volatile long lastUpdate;

    /** Set in {@link #pins} when nobody may touch the vCPU any more. */
    private static final int GONE = 1 << 31;

    /** What a machine that has suspended itself does when it is woken. */
    record Suspension(Runnable beforeReset, long entry, long context) {}

    Entity(Vcpus vm, Vcpu cpu, Runnable engine, Placement placement, int pcpus) {
        this.vm = vm;
        this.cpu = cpu;
        this.engine = engine;
        this.placement = placement;
        runNanos = new long[pcpus];
        switch (placement.scheduling()) {
            case Scheduling.RealTime realTime -> {
                priority = realTime.priority();
                weight = Scheduling.Fair.DEFAULT_WEIGHT;
                budget = new Budget(
                        realTime.budget().toNanos(), realTime.period().toNanos());
            }
            case Scheduling.Fair fair -> {
                priority = 0;
                weight = fair.weight();
                budget = Budget.ofCap(fair.capPercent());
            }
        }
    }

    boolean isRealTime() {
        return priority > 0;
    }

    String name() {
        return vm.name() + "/" + cpu.index();
    }

    /** Whether a lane may take it now. */
    boolean isEligible(long now) {
        return state.get() == READY && vm.mayRun(this) && !budget.isExhausted(now);
    }

    /**
     * BLOCKED to READY; false if it was not blocked.
     *
     * @param newVirtualStart see {@link #virtualStart}
     */
    boolean makeReady(long since, long newVirtualStart) {
        if (state.get() != BLOCKED) {
            woken = true;
            // It may have blocked since the look above, without having seen the flag.
            if (state.get() != BLOCKED) {
                return false;
            }
        }
        readyAt = since;
        justWoken = true;
        virtualStart = newVirtualStart;
        return state.compareAndSet(BLOCKED, READY);
    }

    /** The lane has taken it and will enter it at {@code now}, when its thread has had {@code cpuNanos}. */
    void begin(int pcpu, long now, long cpuNanos) {
        if (home.getAndSet(pcpu) != pcpu) {
            migrations.incrementAndGet();
        }
        if (displaced) {
            resumedAt = now;
            displaced = false;
        }
        long waited = Math.max(0, now - readyAt);
        if (justWoken) {
            latency.recordValue(Math.min(waited, LONGEST_LATENCY));
            justWoken = false;
        }
        stolenNanos = stolenNanos + waited;
        switches = switches + 1;
        runStart = now;
        lastUpdate = now;
        cpuStart = cpuNanos;
        wait = Wait.NONE;
        vm.publishStolen(this);
    }

    /** Accounts for the time since the last call while it runs on {@code pcpu}; returns what it had of it. */
    long account(int pcpu, long now, long cpuNanos) {
        long wall = now - lastUpdate;
        long ran = Math.min(wall, cpuNanos - cpuStart);
        lastUpdate = now;
        cpuStart = cpuNanos;
        runNanos[pcpu] += ran;
        stolenNanos = stolenNanos + wall - ran;
        virtualRuntime = virtualRuntime + weighted(ran);
        budget.use(ran, now);
        return ran;
    }

    /** When {@link #account} was called last, for the thread that runs it. */
    long accountedAt() {
        return lastUpdate;
    }

    /** What running for so long adds to {@link #virtualRuntime}. */
    long weighted(long nanos) {
        return nanos * Scheduling.Fair.DEFAULT_WEIGHT / weight;
    }

    /** How long it runs until {@link #virtualRuntime} has grown so much. */
    long unweighted(long virtualNanos) {
        return virtualNanos * weight / Scheduling.Fair.DEFAULT_WEIGHT;
    }

    /** {@link #virtualRuntime} at {@code now}, for one that has run without a break since its last account. */
    long virtualRuntimeAt(long now) {
        return virtualRuntime + weighted(Math.max(0, now - lastUpdate));
    }

    /** Has it come out of guest code soon. Any thread, at any time. */
    void stop() {
        if (pin()) {
            cpu.requestStop();
            pins.decrementAndGet();
        }
    }

    /** Tells it that its timer has expired, without waking it. Any thread, at any time. */
    void expire() {
        if (pin()) {
            cpu.poke(Pending.TIMER);
            pins.decrementAndGet();
        }
    }

    /** Its native memory will be freed: keeps all others away from it and waits until they are. No lane has it. */
    void retire() {
        int before = pins.getAndUpdate(count -> count | GONE);
        while (before != 0 && pins.get() != GONE) {
            LockSupport.parkNanos(1000);
        }
    }

    private boolean pin() {
        int count = pins.get();
        while (count >= 0 && !pins.compareAndSet(count, count + 1)) {
            count = pins.get();
        }
        return count >= 0;
    }

    /** What it has run since the accounts were brought up to date, by the clock of the lane that has it. */
    long unaccounted(ThreadClock clock) {
        long start = cpuStart;
        long since = lastUpdate;
        long ran = Math.min(clock.nanosOfOther() - start, System.nanoTime() - since);
        return state.get() == RUNNING && cpuStart == start ? Math.max(0, ran) : 0;
    }

    long totalRunNanos() {
        return Arrays.stream(runNanos).sum();
    }

    /** @param unaccounted what it has run on its present pCPU besides */
    VcpuUsage usage(long unaccounted) {
        long[] byPcpu = runNanos.clone();
        byPcpu[home.get()] += unaccounted;
        return new VcpuUsage(
                vm.name(),
                cpu.index(),
                stateName(),
                home.get(),
                Arrays.stream(byPcpu).sum(),
                stolenNanos,
                Arrays.stream(byPcpu).boxed().toList(),
                switches,
                migrations.get(),
                budget.exhaustions(),
                instructions());
    }

    private long instructions() {
        long count = 0;
        if (pin()) {
            count = cpu.instructions();
            pins.decrementAndGet();
        }
        return count;
    }

    LatencySummary latencySummary() {
        AtomicHistogram seen = latency.copy();
        return new LatencySummary(
                vm.name(),
                cpu.index(),
                seen.getTotalCount(),
                (long) seen.getMean(),
                seen.getValueAtPercentile(50),
                seen.getValueAtPercentile(99),
                seen.getValueAtPercentile(99.9),
                seen.getMaxValue());
    }

    private String stateName() {
        if (!vm.isOn(cpu.index())) {
            return "off";
        }
        return switch (state.get()) {
            case BLOCKED -> "blocked";
            case RUNNING -> "running";
            default -> budget.isExhausted(System.nanoTime()) ? "throttled" : "ready";
        };
    }
}
