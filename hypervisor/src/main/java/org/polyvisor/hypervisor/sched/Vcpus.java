package org.polyvisor.hypervisor.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuHost;

/**
 * The vCPUs of one machine, between power-on and power-off, as users of a {@link Scheduler}. All start switched off.
 *
 * <p>This is all that the machine knows of how its vCPUs get time. The methods may be called by any thread unless they
 * say otherwise.
 */
public final class Vcpus implements VcpuHost, AutoCloseable {
    /** Where a vCPU that is switched on begins. */
    private record Entry(long address, long context) {}

    /** How a vCPU is told for how long it was kept from running. */
    @FunctionalInterface
    public interface StolenTimeSink {
        /** @param nanos since the machine was switched on; never decreases */
        void publish(int vcpu, long nanos);
    }

    /** Accounts are brought up to date so often while a vCPU runs on and on. */
    private static final long ACCOUNT_INTERVAL = 1_000_000L;

    private final String name;
    private final Scheduler scheduler;
    private final Placement placement;
    private final Admitted admitted;
    private final BiConsumer<Vcpu, Throwable> failed;
    private final StolenTimeSink stolen;
    private final Entity[] entities;
    private final boolean[] on;
    private final AtomicReferenceArray<Entry> entries;
    private final List<Entity> added = new ArrayList<>();
    private volatile long switchedOn;
    private volatile boolean paused;
    private volatile boolean ending;
    private boolean closed;

    /**
     * Makes room for the vCPUs of a machine.
     *
     * @param name of the machine
     * @param count how many vCPUs will be added
     * @param failed told, on the pCPU's thread, when a vCPU has ended by an exception that is not the guest's
     * @param stolen told what each vCPU has missed, whenever it begins to run
     * @throws org.polyvisor.hypervisor.ConfigurationException if the scheduler cannot give them what the placement asks
     *     for
     */
    public Vcpus(
            String name,
            int count,
            Scheduler scheduler,
            Placement placement,
            BiConsumer<Vcpu, Throwable> failed,
            StolenTimeSink stolen) {
        this.name = name;
        this.scheduler = scheduler;
        this.placement = placement;
        this.failed = failed;
        this.stolen = stolen;
        entities = new Entity[count];
        on = new boolean[count];
        entries = new AtomicReferenceArray<>(count);
        admitted = scheduler.admit(name, count, placement);
    }

    String name() {
        return name;
    }

    /**
     * Adds the next vCPU.
     *
     * @param engine runs the vCPU until a stop or leave is asked for, or returns sooner and is called again
     */
    public void add(Vcpu cpu, Runnable engine) {
        Entity entity = new Entity(this, cpu, engine, placement, scheduler.size());
        entity.home.set(admitted.pcpu(cpu.index()));
        entities[cpu.index()] = entity;
        added.add(entity);
    }

    /**
     * Lets them run; to be called once, when all vCPUs have been added.
     *
     * @param first the number of the vCPU that is on from the start, in the state in which it is now
     */
    public void start(int first) {
        scheduler.add(added);
        synchronized (this) {
            setOn(first, true);
        }
        scheduler.wake(entities[first], System.nanoTime());
    }

    /**
     * Switches a vCPU on.
     *
     * @param index its number
     * @param entry where it begins to execute, at EL1 with the MMU off
     * @param context what it finds in X0
     * @return false if it is on already
     */
    public boolean switchOn(int index, long entry, long context) {
        synchronized (this) {
            if (on[index]) {
                return false;
            }
            entries.set(index, new Entry(entry, context));
            setOn(index, true);
        }
        Entity entity = entities[index];
        // The time in which it was off was not stolen.
        entity.readyAt = System.nanoTime();
        scheduler.wake(entity, entity.readyAt);
        scheduler.place(entity);
        return true;
    }

    /** Switches a vCPU off: it stops before its next instruction, or soon if the caller is not its own thread. */
    public void switchOff(int index) {
        synchronized (this) {
            setOn(index, false);
        }
        entities[index].cpu.requestStop();
    }

    /**
     * The machine sleeps: its only vCPU that is on does nothing until it is woken, and then starts over. For the vCPU's
     * own thread.
     *
     * @param beforeReset called when it is woken
     */
    public void suspend(int index, Runnable beforeReset, long entry, long context) {
        Entity entity = entities[index];
        entity.awakened = false;
        entity.suspension = new Entity.Suspension(beforeReset, entry, context);
        entity.wait = Entity.Wait.INTERRUPT;
        entity.cpu.requestLeave();
    }

    /** Ends the sleep of a machine that has suspended itself, without an interrupt; others hear nothing of it. */
    public void awaken() {
        for (Entity entity : added) {
            if (entity.suspension != null) {
                entity.awakened = true;
                scheduler.wake(entity, System.nanoTime());
            }
        }
    }

    /** Whether the machine sleeps. */
    public boolean isSuspended() {
        return added.stream().anyMatch(entity -> entity.suspension != null);
    }

    private void setOn(int index, boolean value) {
        on[index] = value;
        switchedOn = value ? switchedOn | 1L << index : switchedOn & ~(1L << index);
    }

    public boolean isOn(int index) {
        return (switchedOn >>> index & 1) != 0;
    }

    /** Whether a vCPU has been switched on but has not begun to run. */
    public boolean isStarting(int index) {
        return entries.get(index) != null;
    }

    /** Whether they are of the real-time class. */
    public boolean isRealTime() {
        return placement.scheduling() instanceof Scheduling.RealTime;
    }

    /** How long all of them have run so far, in nanoseconds. */
    public long runNanos() {
        return added.stream().mapToLong(Entity::totalRunNanos).sum();
    }

    /** Holds all vCPUs before their next instruction and returns when they are; not for a vCPU's own thread. */
    public void pause() {
        paused = true;
        stopAll();
        awaitStandstill(false);
    }

    public void resume() {
        paused = false;
        long now = System.nanoTime();
        for (Entity entity : added) {
            // The time in which nobody wanted it to run was not stolen.
            entity.readyAt = now;
            scheduler.wake(entity, now);
            scheduler.place(entity);
        }
    }

    public boolean isPaused() {
        return paused;
    }

    /** Has all vCPUs stop for good, without waiting. */
    public void end() {
        ending = true;
        stopAll();
        left();
    }

    private void stopAll() {
        added.forEach(Entity::stop);
    }

    /** Waits until no lane has any of them. */
    private synchronized void awaitStandstill(boolean evenIfEnding) {
        boolean interrupted = false;
        while ((evenIfEnding || !ending) && added.stream().anyMatch(entity -> entity.state.get() == Entity.RUNNING)) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean mayRun(Entity entity) {
        return !ending && !paused && isOn(entity.cpu.index());
    }

    /** A lane has taken a vCPU: has it ready to run; false if it is not to run after all. The lane's thread. */
    boolean prepare(Entity entity) {
        if (!mayRun(entity)) {
            return false;
        }
        Entity.Suspension suspension = entity.suspension;
        if (suspension != null) {
            if (!entity.awakened && !entity.cpu.isWakeRequested()) {
                return false;
            }
            entity.suspension = null;
            suspension.beforeReset().run();
            entity.cpu.reset(suspension.entry(), suspension.context());
        }
        Entry entry = takeEntry(entity.cpu.index());
        if (entry != null) {
            entity.cpu.reset(entry.address, entry.context);
        }
        return true;
    }

    /** Without a lock: a real-time lane asks each time. */
    private @Nullable Entry takeEntry(int index) {
        return entries.get(index) == null ? null : entries.getAndSet(index, null);
    }

    /** A lane has given up a vCPU: whoever waits for a standstill looks again. */
    void left() {
        if (paused || ending) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    void failed(Entity entity, Throwable cause) {
        synchronized (this) {
            setOn(entity.cpu.index(), false);
        }
        failed.accept(entity.cpu, cause);
    }

    void publishStolen(Entity entity) {
        stolen.publish(entity.cpu.index(), entity.stolenNanos);
    }

    @Override
    public void idle(Vcpu cpu, long nanos) {
        waitFor(cpu, Entity.Wait.INTERRUPT);
    }

    @Override
    public void yield(Vcpu cpu) {
        waitFor(cpu, Entity.Wait.EVENT);
    }

    private void waitFor(Vcpu cpu, Entity.Wait what) {
        entities[cpu.index()].wait = what;
        cpu.requestLeave();
    }

    @Override
    public void wake(Vcpu cpu) {
        Entity entity = entities[cpu.index()];
        // One that wakes itself, by its own timer or ERET, looks at what it was woken for before it waits.
        if (entity != null && !scheduler.isRunningHere(entity)) {
            scheduler.wake(entity, System.nanoTime());
        }
    }

    @Override
    public void scheduleTimer(Vcpu cpu, long deadline) {
        Entity entity = entities[cpu.index()];
        if (entity == null) {
            return;
        }
        entity.deadline.set(Math.min(deadline, Entity.NEVER - 1));
        scheduler.timerChanged(entity, deadline);
        if (System.nanoTime() - entity.accountedAt() > ACCOUNT_INTERVAL) {
            scheduler.account(entity);
            publishStolen(entity);
        }
    }

    /** Ends all vCPUs and waits until no thread has them; not for a vCPU's own thread. */
    @Override
    public void close() {
        end();
        awaitStandstill(true);
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        scheduler.remove(added);
        added.forEach(Entity::retire);
        admitted.close();
    }
}
