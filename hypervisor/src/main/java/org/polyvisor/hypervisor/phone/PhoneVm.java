package org.polyvisor.hypervisor.phone;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.VcpuStatus;
import org.polyvisor.hypervisor.phone.PhoneEvent.Kind;

/**
 * A VM of a phone over all its runs: started, stopped, restarted as its policy says. A keeper thread waits for the end
 * of each run. All methods may be called by any thread but vCPUs'.
 */
public final class PhoneVm {
    private static final String PAUSED = "paused";
    private static final String SUSPENDED = "suspended";

    /** A guest that runs for a shorter time before it restarts itself makes no event of that. */
    private static final Duration RESET_PAUSE = Duration.ofMillis(500);

    private final VmSpec spec;
    private final Machine.Factory factory;
    private final EventLog events;
    private final VmConsoleHub console;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Machine machine;
    private @Nullable Outcome lastOutcome;
    private boolean waitingToRestart;
    private boolean stopWanted;
    private boolean closed;
    private volatile String lastStatistics = "";
    private int attempts;
    private int starts;
    private volatile long startedNanos;
    private volatile long upSince;
    private volatile WindowSize size = WindowSize.UNKNOWN;
    private String stopReason = "";
    private int untoldResets;

    private record WindowSize(int columns, int rows) {
        static final WindowSize UNKNOWN = new WindowSize(0, 0);

        void tell(Machine machine) {
            if (columns > 0) {
                machine.resizeConsole(columns, rows);
            }
        }
    }

    PhoneVm(VmSpec spec, Machine.Factory factory, EventLog events) {
        this.spec = spec;
        this.factory = factory;
        this.events = events;
        console = new VmConsoleHub(this::consoleSpoke);
    }

    public String name() {
        return spec.name();
    }

    public VmSpec spec() {
        return spec;
    }

    /** What it writes to its console. */
    public VmConsoleHub console() {
        return console;
    }

    /**
     * Makes the machine, if there is none, without switching it on: so that mistakes are found before anything runs.
     *
     * @throws ConfigurationException if it cannot be made as it is described
     */
    void prepare() {
        lock.lock();
        try {
            if (machine == null) {
                machine = create();
            }
        } finally {
            lock.unlock();
        }
    }

    private Machine create() {
        try {
            return factory.create(spec, console, this::restarts);
        } catch (ConfigurationException e) {
            throw spec.place().isEmpty()
                    ? e
                    : new ConfigurationException("%s: %s".formatted(spec.place(), e.getMessage()), e);
        }
    }

    /**
     * Switches it on.
     *
     * @throws ConfigurationException if it runs already, or cannot be made as it is described
     */
    public void start() {
        lock.lock();
        try {
            if (closed) {
                throw new ConfigurationException("the phone is being switched off");
            }
            if (isRunning()) {
                throw new ConfigurationException("VM '%s' runs already".formatted(name()));
            }
            attempts = 0;
            waitingToRestart = false;
            changed.signalAll();
            switchOn();
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held and no machine running. */
    private void switchOn() {
        Machine present;
        try {
            prepare();
            present = java.util.Objects.requireNonNull(machine);
            console.poweredOn();
            stopWanted = false;
            stopReason = "ended from outside";
            startedNanos = System.nanoTime();
            upSince = startedNanos;
            events.add(Kind.VM_STARTED, name(), "switched on");
            size.tell(present);
            present.start();
        } catch (ConfigurationException e) {
            Machine unused = machine;
            machine = null;
            if (unused != null) {
                unused.close();
            }
            events.add(Kind.VM_REFUSED, name(), String.valueOf(e.getMessage()));
            throw e;
        }
        lastOutcome = null;
        starts++;
        Thread.ofPlatform().daemon().name(name() + " keeper").start(() -> keep(present));
    }

    private void consoleSpoke() {
        events.add(Kind.VM_UP, name(), "first output after %d ms".formatted((System.nanoTime() - upSince) / 1_000_000));
    }

    /** On the machine's thread, between its old hardware and the new. */
    private void restarts(boolean byGuest) {
        long now = System.nanoTime();
        boolean soon = now - upSince < RESET_PAUSE.toNanos();
        upSince = now;
        if (soon && byGuest) {
            // A guest that restarts all the time must not crowd out what happens to others.
            untoldResets++;
            return;
        }
        console.poweredOn();
        events.add(
                Kind.VM_RESET,
                name(),
                (byGuest ? "restarted by its guest" : "restarted from outside")
                        + (untoldResets == 0
                                ? ""
                                : ", and %d times before in quick succession".formatted(untoldResets)));
        untoldResets = 0;
    }

    private void keep(Machine running) {
        Outcome outcome = running.await();
        running.close();
        lock.lock();
        try {
            machine = null;
            lastStatistics = running.statistics();
            lastOutcome = outcome;
            tell(outcome);
            boolean stable = System.nanoTime() - startedNanos > RestartPolicy.STABLE.toNanos();
            attempts = stable ? 0 : attempts;
            if (stopWanted || closed || !spec.restart().wants(outcome)) {
                return;
            }
            restartLater();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    private void tell(Outcome outcome) {
        switch (outcome) {
            case Outcome.PoweredOff _ -> events.add(Kind.VM_POWERED_OFF, name(), "switched off by its guest");
            case Outcome.Stopped _ -> events.add(Kind.VM_STOPPED, name(), stopReason);
            case Outcome.Panicked panic ->
                events.add(Kind.VM_PANICKED, name(), "the guest's kernel panicked: " + panic.message());
            case Outcome.Failed failure -> events.add(Kind.VM_FAILED, name(), failure.report());
        }
    }

    /** Waits and switches it on again, unless somebody decides otherwise meanwhile. */
    private void restartLater() throws InterruptedException {
        RestartPolicy policy = spec.restart();
        if (attempts == policy.limit()) {
            events.add(Kind.VM_GIVEN_UP, name(), "not started again after %d restarts in a row".formatted(attempts));
            return;
        }
        attempts++;
        Duration delay = policy.delayBefore(attempts);
        events.add(
                Kind.VM_RESTARTING,
                name(),
                "starts again in %d ms (restart %d of %d)".formatted(delay.toMillis(), attempts, policy.limit()));
        waitingToRestart = true;
        changed.signalAll();
        long left = delay.toNanos();
        while (waitingToRestart && left > 0) {
            left = changed.awaitNanos(left);
        }
        if (waitingToRestart) {
            waitingToRestart = false;
            try {
                switchOn();
            } catch (ConfigurationException e) {
                // The event says it; what is described does not become possible by trying again.
            }
        }
    }

    /**
     * Has it stop: presses its power key, waits, and ends it at once if it still runs then.
     *
     * @param grace how long the guest has; zero to end it at once
     * @return whether the guest ended in time by itself
     */
    public boolean stop(Duration grace) throws InterruptedException {
        Machine running;
        lock.lock();
        try {
            stopWanted = true;
            waitingToRestart = false;
            changed.signalAll();
            running = isRunning() ? machine : null;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return true;
        }
        if (!grace.isZero()) {
            // A guest that stands still hears no key.
            running.resume();
            events.add(Kind.POWER_KEY, name(), "power key pressed");
            running.pressPowerKey();
            if (awaitEnd(grace)) {
                return true;
            }
            endsAgainstItsWill(grace);
        }
        running.stop();
        awaitEnd(Duration.ofSeconds(30));
        return false;
    }

    private void endsAgainstItsWill(Duration grace) {
        lock.lock();
        try {
            stopReason = "its guest has not switched it off within %d ms of the power key: ended at once"
                    .formatted(grace.toMillis());
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitEnd(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (isRunning()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Stops it, if it runs, and starts it. */
    public void restart(Duration grace) throws InterruptedException {
        stop(grace);
        start();
    }

    /** Waits until it neither runs nor will be started again; returns how it ended, or null if it never ran. */
    @Nullable
    Outcome awaitRest() throws InterruptedException {
        lock.lock();
        try {
            while (isRunning() || waitingToRestart) {
                changed.awaitNanos(TimeUnit.HOURS.toNanos(1));
            }
            return lastOutcome;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock held: whether a machine has been switched on and has not ended. */
    private boolean isRunning() {
        return machine != null && lastOutcome == null && starts > 0;
    }

    /** Ends it at once, for good. */
    void close() {
        Machine present;
        lock.lock();
        try {
            closed = true;
            stopWanted = true;
            waitingToRestart = false;
            changed.signalAll();
            present = machine;
        } finally {
            lock.unlock();
        }
        if (present != null) {
            present.close();
        }
        console.close();
    }

    /** Holds all its vCPUs; returns when they stand still. */
    public void pause() {
        Machine running = running();
        boolean paused = running.state().equals(PAUSED);
        running.pause();
        if (!paused) {
            events.add(Kind.VM_PAUSED, name(), "paused");
        }
    }

    /** Lets it go on, if it is paused; wakes it, if its guest has suspended it. */
    public void resume() {
        Machine running = running();
        String before = running.state();
        running.resume();
        switch (before) {
            case PAUSED -> events.add(Kind.VM_RESUMED, name(), "goes on");
            case SUSPENDED -> events.add(Kind.VM_RESUMED, name(), "woken");
            default -> {}
        }
    }

    /** Presses its power key for a moment. */
    public void pressPowerKey() {
        running().pressPowerKey();
        events.add(Kind.POWER_KEY, name(), "power key pressed");
    }

    /** Restarts it as if its power had failed for a moment. */
    public void reset() {
        running().reset();
    }

    /** @throws ConfigurationException if it does not run */
    private Machine running() {
        lock.lock();
        try {
            Machine present = machine;
            if (present == null || !isRunning()) {
                throw new ConfigurationException("VM '%s' is %s: start it first".formatted(name(), state()));
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Machine present() {
        lock.lock();
        try {
            return machine;
        } finally {
            lock.unlock();
        }
    }

    /** Types on its console; waits if much more waits already than the guest takes. Dropped while it does not run. */
    public void type(byte[] bytes, int offset, int count) {
        Machine present = present();
        if (present != null) {
            present.type(bytes, offset, count);
        }
    }

    /** Whoever has its console's output has room again. */
    public void consoleReady() {
        Machine present = present();
        if (present != null) {
            present.consoleReady();
        }
    }

    /** Tells its guest the size of the terminal, where its console can, also after each start to come. */
    public void resizeConsole(int columns, int rows) {
        size = new WindowSize(columns, rows);
        Machine present = present();
        if (present != null) {
            size.tell(present);
        }
    }

    /** One word: off, running, paused, suspended (by its guest), waiting (for a restart), panicked or failed. */
    public String state() {
        lock.lock();
        try {
            Machine present = machine;
            if (present != null && isRunning()) {
                return present.state();
            }
            if (waitingToRestart) {
                return "waiting";
            }
            return switch (lastOutcome) {
                case Outcome.Panicked _ -> "panicked";
                case Outcome.Failed _ -> "failed";
                case null, default -> "off";
            };
        } finally {
            lock.unlock();
        }
    }

    /** How often it has been switched on. */
    public int starts() {
        lock.lock();
        try {
            return starts;
        } finally {
            lock.unlock();
        }
    }

    /** For how long it runs, since it was switched on or has restarted; zero if it does not. */
    public Duration uptime() {
        lock.lock();
        try {
            return isRunning() ? Duration.ofNanos(System.nanoTime() - upSince) : Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    /** Where its vCPUs are; empty while it does not run. */
    public List<VcpuStatus> vcpus() {
        Machine present = present();
        return present == null ? List.of() : present.vcpus();
    }

    /** What its engines have done, for people to read. */
    public String statistics() {
        Machine present = present();
        return present == null ? lastStatistics : present.statistics();
    }
}
