package org.polyvisor.arm.debug;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;

/**
 * Breakpoints, watchpoints and steps that a debugger outside the guest asks of the vCPUs of one VM. None of it is in the
 * guest: no instruction is replaced and no register of the guest's own debugging is used.
 *
 * <p>Everything but {@link #before} is to be called while no vCPU executes. A vCPU that stops keeps its thread in here
 * until it is asked to leave guest code ({@link Vcpu#requestStop}), so whoever is told of the stop by the callback has
 * to pause the machine.
 */
public final class Debugger implements DebugHook {
    /** More breakpoints of a kind, or watchpoints, than this are refused. */
    public static final int LIMIT = 1024;

    /** How long a vCPU that is held sleeps between two looks at whether it was asked to leave. */
    private static final long HOLD_NANOS = 2_000_000;

    private final List<Vcpu> cpus;
    private final Runnable stopped;
    private final AddressSet software = new AddressSet();
    private final AddressSet hardware = new AddressSet();
    private final List<Watchpoint> watchpoints = new ArrayList<>();
    private final Resumption[] plans;
    private final boolean[] started;
    private final @Nullable StopReason[] reasons;

    /**
     * Makes one without breakpoints that lets all vCPUs run.
     *
     * @param cpus all vCPUs of the VM, by their index
     * @param stopped called on a vCPU's thread when it has stopped; must not wait for the vCPU
     */
    public Debugger(List<Vcpu> cpus, Runnable stopped) {
        this.cpus = List.copyOf(cpus);
        this.stopped = stopped;
        plans = new Resumption[cpus.size()];
        started = new boolean[cpus.size()];
        reasons = new StopReason[cpus.size()];
        Arrays.fill(plans, Resumption.RUN);
    }

    /** Has vCPUs stop before they execute the instruction at an address; false where there are too many already. */
    public boolean addBreakpoint(long address, boolean isHardware) {
        AddressSet set = isHardware ? hardware : software;
        if (set.size() >= LIMIT) {
            return false;
        }
        set.add(address);
        return true;
    }

    public void removeBreakpoint(long address, boolean isHardware) {
        (isHardware ? hardware : software).remove(address);
    }

    /** Has vCPUs stop before they access memory; false where there are too many watchpoints already. */
    public boolean addWatchpoint(Watchpoint watchpoint) {
        if (watchpoints.size() >= LIMIT) {
            return false;
        }
        if (!watchpoints.contains(watchpoint)) {
            watchpoints.add(watchpoint);
            installWatches();
        }
        return true;
    }

    public void removeWatchpoint(Watchpoint watchpoint) {
        if (watchpoints.remove(watchpoint)) {
            installWatches();
        }
    }

    /** Forgets all breakpoints, watchpoints and plans. */
    public void clear() {
        software.clear();
        hardware.clear();
        watchpoints.clear();
        installWatches();
        Arrays.fill(plans, Resumption.RUN);
        Arrays.fill(reasons, null);
        endSteps();
    }

    private void installWatches() {
        for (Vcpu cpu : cpus) {
            cpu.watches()
                    .setDebugger(
                            watchpoints.isEmpty()
                                    ? null
                                    : (va, size, write, user) -> checkWatchpoints(cpu, va, size, write));
        }
    }

    /**
     * Says how far each vCPU goes when the machine is next resumed.
     *
     * @param next a plan for each vCPU by its index
     * @param takeInterrupts whether a vCPU that steps takes interrupts; without, it stays in the code that is stepped
     */
    public void plan(List<Resumption> next, boolean takeInterrupts) {
        for (int i = 0; i < plans.length; i++) {
            plans[i] = next.get(i);
            started[i] = false;
            reasons[i] = null;
            cpus.get(i).holdInterrupts(!takeInterrupts && plans[i] instanceof Resumption.Step);
        }
    }

    /** After a stop: vCPUs that were stepping are as any other again. */
    public void endSteps() {
        cpus.forEach(cpu -> cpu.holdInterrupts(false));
    }

    /** Whether this hook has to be installed for what is planned; without it, engines are faster. */
    public boolean isNeeded() {
        return software.size() != 0
                || hardware.size() != 0
                || Arrays.stream(plans).anyMatch(plan -> !(plan instanceof Resumption.Run));
    }

    /** Why a vCPU has stopped since the last {@link #plan}, or null. */
    public @Nullable StopReason reason(int index) {
        return reasons[index];
    }

    @Override
    public boolean before(Vcpu cpu) {
        int i = cpu.index();
        Resumption plan = plans[i];
        if (reasons[i] != null || plan instanceof Resumption.Hold) {
            return hold(cpu);
        }
        long pc = cpu.pc();
        if (plan instanceof Resumption.Step step) {
            if (!started[i]) {
                // A step leaves the instruction it begins at, whatever breakpoint is there.
                started[i] = true;
                return true;
            }
            if (!step.covers(pc)) {
                return stop(cpu, reasonAt(pc, new StopReason.Stepped()));
            }
        }
        if (software.contains(pc) || hardware.contains(pc)) {
            return stop(cpu, new StopReason.AtBreakpoint(hardware.contains(pc)));
        }
        return true;
    }

    @Override
    public boolean covers(Vcpu cpu, long address) {
        int i = cpu.index();
        return !(plans[i] instanceof Resumption.Run)
                || reasons[i] != null
                || software.hasPageOf(address)
                || hardware.hasPageOf(address);
    }

    private StopReason reasonAt(long pc, StopReason otherwise) {
        return software.contains(pc) || hardware.contains(pc)
                ? new StopReason.AtBreakpoint(hardware.contains(pc))
                : otherwise;
    }

    private void checkWatchpoints(Vcpu cpu, long va, int size, boolean write) {
        for (Watchpoint watchpoint : watchpoints) {
            if (watchpoint.matches(va, size, write)) {
                stop(cpu, new StopReason.AtWatchpoint(watchpoint, watchpoint.firstTouched(va)));
                throw DebugStop.instance();
            }
        }
    }

    private boolean stop(Vcpu cpu, StopReason reason) {
        if (reasons[cpu.index()] == null) {
            reasons[cpu.index()] = reason;
            stopped.run();
        }
        return hold(cpu);
    }

    /** Keeps the vCPU's thread until it is asked to leave; other vCPUs need not wait for it meanwhile. */
    private boolean hold(Vcpu cpu) {
        cpu.leaveGuest();
        while (!cpu.isStopRequested()) {
            LockSupport.parkNanos(this, HOLD_NANOS);
            Thread.interrupted();
        }
        cpu.enterGuest();
        return false;
    }
}
