package org.polyvisor.hypervisor.vcpu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuHost;

/**
 * Gives every vCPU of a machine a host thread of its own. All vCPUs start switched off.
 *
 * <p>This class is the seam for other ways to give vCPUs time: nothing else in the machine knows about threads.
 */
public final class VcpuThreads implements VcpuHost, AutoCloseable {
    /**
     * How long WFE waits at most. Guests use it while they wait for another core to store something, which wakes
     * nobody here; Linux itself bounds its own waits to 100 µs.
     */
    private static final long EVENT_WAIT_NANOS = 50_000;

    private final String name;
    private final SleepGate[] sleep;
    private final RunGate gate = new RunGate();
    private final List<VcpuThread> threads = new ArrayList<>();
    private final TimerThread timers;
    private final BiConsumer<Vcpu, Throwable> failed;

    /**
     * Makes room for the vCPUs of a machine.
     *
     * @param name of the machine; it becomes part of the threads' names
     * @param count how many vCPUs will be added
     * @param failed told, on the vCPU's thread, when a vCPU has ended by an exception that is not the guest's
     */
    public VcpuThreads(String name, int count, BiConsumer<Vcpu, Throwable> failed) {
        this.name = name;
        this.failed = failed;
        sleep = new SleepGate[count];
        for (int i = 0; i < count; i++) {
            sleep[i] = new SleepGate();
        }
        timers = new TimerThread(
                name + " timers", count, index -> threads.get(index).cpu().timerExpired());
    }

    /**
     * Adds the next vCPU.
     *
     * @param engine runs the vCPU until a stop is asked for, or returns sooner and is called again
     */
    public void add(Vcpu cpu, Runnable engine) {
        VcpuThread thread = new VcpuThread(cpu, engine, gate, failed);
        gate.add(thread);
        threads.add(thread);
    }

    /**
     * Starts the threads; to be called once, when all vCPUs have been added.
     *
     * @param first the number of the vCPU that is on from the start, in the state in which it is now
     */
    public void start(int first) {
        timers.start();
        gate.switchOn(threads.get(first));
        for (VcpuThread thread : threads) {
            thread.start("%s cpu%d".formatted(name, thread.cpu().index()));
        }
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
        return threads.get(index).switchOn(entry, context);
    }

    /** Switches a vCPU off: it stops before its next instruction, or soon if the caller is not its own thread. */
    public void switchOff(int index) {
        gate.switchOff(threads.get(index));
    }

    public boolean isOn(int index) {
        return gate.isOn(threads.get(index));
    }

    /** Whether a vCPU has been switched on but has not begun to run. */
    public boolean isStarting(int index) {
        return threads.get(index).isStarting();
    }

    /** Holds all vCPUs before their next instruction and returns when they are; not for a vCPU's own thread. */
    public void pause() {
        gate.pause();
    }

    public void resume() {
        gate.resume();
    }

    public boolean isPaused() {
        return gate.isPaused();
    }

    /** Has all vCPUs stop for good, without waiting. Any thread. */
    public void end() {
        gate.end();
    }

    @Override
    public void idle(Vcpu cpu, long nanos) {
        sleep[cpu.index()].sleep(nanos);
    }

    @Override
    public void yield(Vcpu cpu) {
        sleep[cpu.index()].sleep(EVENT_WAIT_NANOS);
    }

    @Override
    public void wake(Vcpu cpu) {
        sleep[cpu.index()].wake();
    }

    @Override
    public void scheduleTimer(Vcpu cpu, long deadline) {
        timers.schedule(cpu.index(), deadline);
    }

    /** Ends all threads and waits for them; not for a vCPU's own thread. */
    @Override
    public void close() {
        end();
        threads.forEach(VcpuThread::join);
        timers.close();
    }
}
