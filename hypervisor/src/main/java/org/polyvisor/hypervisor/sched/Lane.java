package org.polyvisor.hypervisor.sched;

import java.lang.foreign.Arena;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.HostThread;
import org.polyvisor.host.ThreadClock;

/**
 * One of a pCPU's two threads: it runs one vCPU after another, real-time ones or fair ones. The real-time lane has a
 * host priority above everything ordinary on that core, so that the host's kernel puts it before the fair lane at any
 * point, whatever a guest or the program does there. Where the host does not permit this, the fair lane is asked to
 * stand still instead, which takes it a moment.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread at a time, the lane that has it
final class Lane {
    /** Of SCHED_FIFO, for real-time lanes: above what desktops and drivers use, below the kernel's own threads. */
    static final int HOST_PRIORITY = 80;

    /** Of threads that serve real-time machines: they take locks of these, with room for the JVM's own above them. */
    static final int SERVICE_PRIORITY = HOST_PRIORITY - 2;

    /** How long a fair vCPU runs while others wait, more or less. */
    static final long SLICE = 2_000_000L;

    /** How long WFE waits at most. Guests use it while they wait for a store by another core, which wakes nobody. */
    private static final long EVENT_WAIT = 50_000L;

    private final Scheduler scheduler;
    private final Pcpu pcpu;
    private final boolean realTime;
    private final Thread thread;
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile int number;
    private volatile boolean raised;
    private volatile boolean bound = true;
    private volatile boolean sleeping;
    private volatile boolean evacuated;
    private volatile long evacuatedAt = Long.MIN_VALUE;
    private volatile @Nullable Entity current;
    private volatile long sliceEnd = Entity.NEVER;

    /** Since when another vCPU waits for the place of the one that runs; {@link Entity#NEVER} if none does. */
    private volatile long contendedSince = Entity.NEVER;

    /** When the alarm of this lane's own thread ends the timer's sleep; {@link Entity#NEVER} if it is not set. */
    private long alarm = Entity.NEVER;

    private volatile long busyNanos;
    private volatile long switches;
    private volatile long wakeUps;
    private volatile @Nullable ThreadClock clock;
    private @Nullable Entity last;
    private @Nullable Entity yielder;
    private long leftAt;

    Lane(Scheduler scheduler, Pcpu pcpu, boolean realTime) {
        this.scheduler = scheduler;
        this.pcpu = pcpu;
        this.realTime = realTime;
        thread = Thread.ofPlatform()
                .daemon()
                .name(scheduler.name() + "pcpu" + pcpu.index() + (realTime ? " real-time" : ""))
                .unstarted(this::run);
    }

    /** Starts the thread if it was not started before, and waits until it has settled where it runs. */
    void start() {
        synchronized (thread) {
            if (thread.getState() == Thread.State.NEW) {
                thread.start();
            }
        }
        boolean interrupted = false;
        while (ready.getCount() > 0) {
            try {
                ready.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** By what number the host knows the thread; 0 before it runs. */
    int number() {
        return number;
    }

    Thread thread() {
        return thread;
    }

    boolean isRealTime() {
        return realTime;
    }

    Pcpu pcpu() {
        return pcpu;
    }

    /** Whether the host runs it before ordinary threads. */
    boolean isRaised() {
        return raised;
    }

    /** Whether it is on the core that its pCPU asks for. */
    boolean isBound() {
        return bound;
    }

    boolean isSleeping() {
        return sleeping;
    }

    /** What it runs, or null. */
    @Nullable
    Entity current() {
        return current;
    }

    /** Whether it runs that, and is the calling thread. */
    boolean isRunningHere(Entity entity) {
        return Thread.currentThread() == thread && entity.equals(current);
    }

    /** Its pCPU is parked, and it has nothing left. */
    boolean isEvacuated() {
        return evacuated;
    }

    /** When that began to be so, last time. */
    long evacuatedAt() {
        return evacuatedAt;
    }

    long sliceEnd() {
        return sliceEnd;
    }

    long busyNanos() {
        Entity running = current;
        return busyNanos + (running == null ? 0 : unaccounted(running));
    }

    /** What a vCPU has run here that the accounts do not have yet. */
    long unaccounted(Entity entity) {
        ThreadClock processorTime = clock;
        return processorTime == null || !entity.equals(current) ? 0 : entity.unaccounted(processorTime);
    }

    long switches() {
        return switches;
    }

    long wakeUps() {
        return wakeUps;
    }

    /** Has it look for work if it sleeps. Any thread. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Has it look for something better to run. Any thread. */
    void interrupt() {
        Entity running = current;
        if (running != null) {
            running.stop();
        }
    }

    /** Somebody else waits: what runs has its slice and no more. Any thread. */
    void limitSlice() {
        Entity running = current;
        if (running != null) {
            if (contendedSince == Entity.NEVER) {
                contendedSince = System.nanoTime();
            }
            long end = running.runStart + running.turn;
            if (end < sliceEnd) {
                sliceEnd = end;
                pcpu.timer.arm(end);
            }
        }
    }

    /** A vCPU of this lane has a timer that expires at {@code deadline}, which is on record. Any thread. */
    void timerChanged(long deadline) {
        if (sleeping) {
            wake();
        } else if (Thread.currentThread() != thread) {
            pcpu.timer.arm(deadline);
        } else if (deadline < alarm || alarm <= System.nanoTime()) {
            arm(deadline);
        }
    }

    /** Has the timer look at the clock at that time. The lane's own thread. */
    private void arm(long nanoTime) {
        if (pcpu.timer.arm(this, nanoTime)) {
            alarm = nanoTime;
        }
    }

    private void disarm() {
        if (alarm != Entity.NEVER) {
            pcpu.timer.disarm(this);
            alarm = Entity.NEVER;
        }
    }

    /** The clock says {@code now}: ends a slice that is over. The timer's thread. */
    void endSliceAt(long now) {
        if (sliceEnd <= now) {
            sliceEnd = Entity.NEVER;
            interrupt();
        }
    }

    private void run() {
        try (Arena arena = Arena.ofConfined()) {
            number = HostThread.number();
            clock = new ThreadClock(arena);
            bound = pcpu.spec.hostCore().isEmpty()
                    || HostThread.setAffinity(pcpu.spec.hostCore().getAsInt());
            HostThread.setTimerSlackNanos(1);
            raised = realTime && HostThread.setFifo(HOST_PRIORITY);
            ready.countDown();
            while (!scheduler.isClosed()) {
                turn();
            }
        }
    }

    private void turn() {
        long now = System.nanoTime();
        scheduler.fireTimers(pcpu, now);
        Entity next = null;
        if (pcpu.isParked()) {
            scheduler.evacuate(this);
            if (!evacuated) {
                evacuatedAt = System.nanoTime();
                evacuated = true;
            }
        } else {
            evacuated = false;
            next = isHeld() ? null : scheduler.pick(this, now, last, yielder);
        }
        yielder = null;
        if (next == null) {
            sleep();
        } else {
            execute(next);
        }
    }

    /** Without a host priority the real-time lane needs the fair lane's consent. */
    private boolean isHeld() {
        return !realTime && pcpu.realTime.wantsCore();
    }

    private boolean wantsCore() {
        return !raised && current != null;
    }

    private void sleep() {
        sleeping = true;
        // The order matters: a waker that does not see this lane asleep has made its vCPU ready before this look.
        long now = System.nanoTime();
        if (!scheduler.isClosed() && (pcpu.isParked() || isHeld() || !scheduler.hasWork(this, now))) {
            disarm();
            long until = pcpu.isParked() ? Entity.NEVER : scheduler.earliestTimer(pcpu, realTime);
            if (until == Entity.NEVER) {
                LockSupport.park(this);
            } else if (until > now) {
                LockSupport.parkNanos(this, until - now);
                recordLateness(System.nanoTime() - until);
            }
            Thread.interrupted();
            wakeUps = wakeUps + 1;
        }
        sleeping = false;
        last = null;
    }

    private void recordLateness(long late) {
        // Less than nothing: somebody has woken it before its time.
        if (realTime && late >= 0) {
            pcpu.hostLateNanos.recordValue(Math.min(late, Pcpu.LONGEST));
        }
    }

    private void execute(Entity entity) {
        entity.cpu.clearStop();
        entity.woken = false;
        current = entity;
        if (realTime && !raised) {
            pcpu.fair.interrupt();
        }
        try {
            entity.wait = entity.suspension == null ? Entity.Wait.NONE : Entity.Wait.INTERRUPT;
            if (entity.vm.prepare(entity)) {
                enter(entity);
            }
        } catch (Throwable t) { // whatever it is, it ends this machine and nothing else
            entity.vm.failed(entity, t);
        }
        current = null;
        sliceEnd = Entity.NEVER;
        settle(entity);
        if (realTime && !raised) {
            pcpu.fair.wake();
        }
    }

    private void enter(Entity entity) {
        ThreadClock processorTime = clock;
        if (processorTime == null) {
            throw new IllegalStateException("the lane has not begun");
        }
        long now = System.nanoTime();
        entity.begin(pcpu.index(), now, processorTime.nanos());
        if (entity != last) {
            if (last != null) {
                pcpu.switchNanos.recordValue(Math.max(0, Math.min(now - leftAt, Pcpu.LONGEST)));
            }
            switches = switches + 1;
            last = entity;
        }
        long allowed = entity.budget.begin(now);
        boolean contended = !realTime && scheduler.othersWait(this);
        contendedSince = contended ? now : Entity.NEVER;
        long slice = contended ? entity.turn : Entity.NEVER;
        long length = Math.min(allowed, slice);
        sliceEnd = length == Entity.NEVER ? Entity.NEVER : now + length;
        arm(Math.min(sliceEnd, scheduler.earliestTimer(pcpu, realTime)));
        SwitchEvent event = SwitchEvent.isRecorded() ? begin(entity, now) : null;
        try {
            entity.engine.run();
        } finally {
            leftAt = System.nanoTime();
            charge(entity, leftAt, processorTime);
            if (event != null) {
                event.reason = entity.wait.name();
                event.commit();
            }
        }
    }

    private SwitchEvent begin(Entity entity, long now) {
        SwitchEvent event = new SwitchEvent();
        event.vcpu = entity.name();
        event.pcpu = pcpu.index();
        event.waited = Math.max(0, now - entity.readyAt);
        event.begin();
        return event;
    }

    /** In the midst of a run, on this lane's thread: brings the accounts up to date. */
    void account(Entity entity) {
        ThreadClock processorTime = clock;
        if (processorTime != null && Thread.currentThread() == thread) {
            charge(entity, System.nanoTime(), processorTime);
        }
    }

    private void charge(Entity entity, long now, ThreadClock processorTime) {
        long wanted = Math.max(entity.accountedAt(), Math.min(contendedSince, now));
        long ran = entity.account(pcpu.index(), now, processorTime.nanos());
        busyNanos = busyNanos + ran;
        if (!realTime) {
            // What it ran while nobody waited gives nobody a lead over it.
            long lead = entity.weighted(Math.min(ran, now - wanted));
            pcpu.virtualTime = Math.max(pcpu.virtualTime, entity.virtualRuntime - lead);
        }
    }

    /** How far the fair vCPUs here have come at {@code now}; see {@link Pcpu#virtualTime}. Any thread. */
    long virtualTime(long now) {
        Entity running = current;
        long known = pcpu.virtualTime;
        return running == null || contendedSince != Entity.NEVER
                ? known
                : Math.max(known, running.virtualRuntimeAt(now));
    }

    /** Decides what becomes of a vCPU that has left guest code. */
    private void settle(Entity entity) {
        // Somebody has to look when there is something to use again.
        entity.release.set(entity.budget.replenishesAt());
        switch (entity.wait) {
            case NONE -> {
                entity.readyAt = leftAt;
                entity.state.set(Entity.READY);
            }
            case INTERRUPT -> block(entity);
            case EVENT -> {
                if (scheduler.hasWork(this, leftAt)) {
                    yielder = entity;
                    entity.readyAt = leftAt;
                    entity.state.set(Entity.READY);
                } else {
                    entity.release.accumulateAndGet(leftAt + EVENT_WAIT, Math::min);
                    block(entity);
                }
            }
        }
        entity.vm.left();
    }

    private void block(Entity entity) {
        entity.state.set(Entity.BLOCKED);
        // The order matters: who has not seen it blocked has set something that is read here.
        if (entity.woken || entity.suspension == null && entity.cpu.hasReasonToRun()) {
            entity.makeReady(leftAt, entity.virtualStart);
        }
    }
}
