package org.polyvisor.hypervisor;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.channel.Channels;
import org.polyvisor.hypervisor.console.PanicWatch;
import org.polyvisor.hypervisor.hardware.Disks;
import org.polyvisor.hypervisor.hardware.Hardware;
import org.polyvisor.hypervisor.hardware.HardwareEvents;
import org.polyvisor.hypervisor.sched.Placement;
import org.polyvisor.hypervisor.sched.Scheduler;

/**
 * A virtual machine: its hardware, and the thread that switches it on and off and restarts it when the guest asks.
 *
 * <p>All methods may be called by any thread.
 */
public final class VirtualMachine implements AutoCloseable {
    /** What the guest or somebody outside wants of the machine. */
    private sealed interface Wish {
        record PowerOff() implements Wish {}

        record Reset(boolean byGuest) implements Wish {}

        record Stop() implements Wish {}

        record GiveUp() implements Wish {}

        record Fail(String report, Throwable cause) implements Wish {}
    }

    /** Hears that the machine restarts. */
    @FunctionalInterface
    public interface ResetListener {
        /**
         * The old hardware has ended, the new one has not been switched on. Called on the machine's thread, which waits.
         *
         * @param byGuest whether the guest asked for it
         */
        void restarts(boolean byGuest);
    }

    private final MachineConfig config;
    private final ConsoleSink console;
    private final Hardware.Host host;
    private final boolean ownsScheduler;
    private final Disks disks;
    private final LinkedBlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Object hardwareLock = new Object();
    private PanicWatch panic;
    private String lastStatistics = "";
    private volatile ResetListener resetListener = _ -> {};
    private int columns;
    private int rows;

    /** Changes with the lock held. Whoever makes room for output looks without: a machine that ends may be waiting for it. */
    private volatile @Nullable Hardware hardware;

    private @Nullable Thread supervisor;

    private VirtualMachine(MachineConfig config, Hardware.Host host, boolean ownsScheduler, ConsoleSink console) {
        this.config = config;
        this.host = host;
        this.ownsScheduler = ownsScheduler;
        this.console = console;
        disks = Disks.open(config.disks());
        panic = new PanicWatch(() -> wishes.add(new Wish.GiveUp()));
        try {
            hardware = build();
        } catch (Throwable t) {
            disks.close();
            throw t;
        }
    }

    /**
     * Puts a machine together, switched off, with everything loaded. It has pCPUs of its own, one for each vCPU, which
     * run where the host lets them.
     *
     * @param console takes what the guest writes to its console
     * @throws ConfigurationException if something that it needs is missing or not what it should be
     */
    @SuppressWarnings("MustBeClosed")
    public static VirtualMachine create(MachineConfig config, ConsoleSink console) {
        return create(config, Channels.NONE, console);
    }

    /**
     * The same for a machine that has channels to others.
     *
     * @param channels those that lead to a machine of this name are connected
     */
    @SuppressWarnings("MustBeClosed")
    public static VirtualMachine create(MachineConfig config, Channels channels, ConsoleSink console) {
        Scheduler scheduler = Scheduler.unbound(config.name(), config.cpus());
        try {
            return new VirtualMachine(
                    config,
                    new Hardware.Host(scheduler, Placement.DEFAULT, channels.endsOf(config.name())),
                    true,
                    console);
        } catch (Throwable t) {
            scheduler.close();
            throw t;
        }
    }

    /**
     * The same for a machine that shares pCPUs with others.
     *
     * @param scheduler gives it time; stays the caller's, who closes it when all its machines have been closed
     * @param placement how and where its vCPUs run
     * @throws ConfigurationException also if the scheduler cannot give it what the placement asks for
     */
    @SuppressWarnings("MustBeClosed")
    public static VirtualMachine create(
            MachineConfig config, Scheduler scheduler, Placement placement, ConsoleSink console) {
        return create(config, scheduler, placement, Channels.NONE, console);
    }

    /**
     * The same for a machine that has channels to others.
     *
     * @param channels of the phone; those that lead to a machine of this name are connected
     */
    @SuppressWarnings("MustBeClosed")
    public static VirtualMachine create(
            MachineConfig config, Scheduler scheduler, Placement placement, Channels channels, ConsoleSink console) {
        return new VirtualMachine(
                config, new Hardware.Host(scheduler, placement, channels.endsOf(config.name())), false, console);
    }

    public String name() {
        return config.name();
    }

    public MachineConfig config() {
        return config;
    }

    /** Sets who hears of restarts; to be called before {@link #start}. */
    public void onReset(ResetListener listener) {
        resetListener = listener;
    }

    /** Switches the machine on. To be called once. */
    public void start() {
        synchronized (hardwareLock) {
            if (supervisor != null || hardware == null) {
                throw new IllegalStateException(name() + " was started or closed before");
            }
            hardware.start();
            supervisor = Thread.ofPlatform().daemon().name(name()).start(this::supervise);
        }
    }

    /** Waits until the machine has ended. */
    public Outcome await() {
        return outcome.join();
    }

    /** Ends the machine at once, as if its power had failed. */
    public void stop() {
        wishes.add(new Wish.Stop());
    }

    /** Restarts the machine as if its power had failed for a moment. */
    public void reset() {
        wishes.add(new Wish.Reset(false));
    }

    /** Presses the power key for a moment; what that does is up to the guest. */
    public void pressPowerKey() {
        withHardware(Hardware::pressPowerKey);
    }

    /** Holds all vCPUs; returns when they stand still. */
    public void pause() {
        withHardware(Hardware::pause);
    }

    /** Ends a pause; without one, the sleep of a machine that has suspended itself. */
    public void resume() {
        withHardware(Hardware::resume);
    }

    /** Hands input to the guest's console; waits if much more waits already than the guest takes. */
    public void type(byte[] bytes, int offset, int count) {
        Hardware present = hardware;
        if (present != null) {
            present.type(Arrays.copyOfRange(bytes, offset, offset + count));
        }
    }

    /** The console's sink has room again. */
    public void consoleReady() {
        Hardware present = hardware;
        if (present != null) {
            present.consoleReady();
        }
    }

    /** Tells the guest the size of its terminal, where its console can. */
    public void resizeConsole(int columns, int rows) {
        synchronized (hardwareLock) {
            this.columns = columns;
            this.rows = rows;
        }
        withHardware(present -> present.resizeConsole(columns, rows));
    }

    /** One word: off, running, paused or suspended (by its guest). */
    public String state() {
        Hardware present = hardware;
        if (present == null || outcome.isDone()) {
            return "off";
        }
        return present.isPaused() ? "paused" : present.isSuspended() ? "suspended" : "running";
    }

    /** Where the vCPUs are; empty once the machine has ended. */
    public List<VcpuStatus> vcpus() {
        synchronized (hardwareLock) {
            return hardware == null ? List.of() : hardware.vcpus();
        }
    }

    /** What the engines have done since the last power-on, for people to read; empty before the first. */
    public String statistics() {
        synchronized (hardwareLock) {
            return hardware == null ? lastStatistics : hardware.statistics();
        }
    }

    /** Ends the machine if it runs, and frees everything. May be called more than once. */
    @Override
    public void close() {
        Thread running;
        synchronized (hardwareLock) {
            running = supervisor;
            if (running == null) {
                end(new Outcome.Stopped());
                return;
            }
        }
        stop();
        outcome.join();
    }

    private void withHardware(java.util.function.Consumer<Hardware> action) {
        synchronized (hardwareLock) {
            if (hardware != null) {
                action.accept(hardware);
            }
        }
    }

    private Hardware build() {
        return Hardware.build(config, disks, host, this::output, new HardwareEvents() {
            @Override
            public void powerOff() {
                wishes.add(new Wish.PowerOff());
            }

            @Override
            public void reset() {
                wishes.add(new Wish.Reset(true));
            }

            @Override
            public void failed(String report, Throwable cause) {
                wishes.add(new Wish.Fail(report, cause));
            }
        });
    }

    private int output(byte[] bytes, int offset, int length) {
        int taken = console.write(bytes, offset, length);
        panic.accept(bytes, offset, taken);
        return taken;
    }

    private void supervise() {
        try {
            Outcome end = serve(wishes.take());
            while (end == null) {
                end = serve(wishes.take());
            }
            end(end);
        } catch (Throwable t) { // a defect here must not leave whoever awaits the machine waiting
            end(new Outcome.Failed("VM %s: its supervisor failed: %s".formatted(name(), t), t));
        }
    }

    /** Carries out a wish; the outcome if the machine ends by it. */
    private @Nullable Outcome serve(Wish wish) {
        withHardware(Hardware::flushConsole);
        String said = panic.message();
        return switch (wish) {
            case Wish.Stop _ -> new Outcome.Stopped();
            case Wish.GiveUp _ -> new Outcome.Panicked(said == null ? "" : said);
            case Wish.Fail failure -> new Outcome.Failed(failure.report, failure.cause);
            case Wish.PowerOff _ -> said == null ? new Outcome.PoweredOff() : new Outcome.Panicked(said);
            case Wish.Reset reset -> {
                if (reset.byGuest && said != null) {
                    yield new Outcome.Panicked(said);
                }
                restart(reset.byGuest);
                yield null;
            }
        };
    }

    private void restart(boolean byGuest) {
        synchronized (hardwareLock) {
            if (hardware != null) {
                hardware.close();
                hardware = null;
            }
            // What the old hardware still wanted is void; only a stop came from outside.
            boolean stop = wishes.stream().anyMatch(Wish.Stop.class::isInstance);
            wishes.clear();
            if (stop) {
                wishes.add(new Wish.Stop());
            }
            panic = new PanicWatch(() -> wishes.add(new Wish.GiveUp()));
            resetListener.restarts(byGuest);
            hardware = build();
            if (columns > 0) {
                hardware.resizeConsole(columns, rows);
            }
            hardware.start();
        }
    }

    private void end(Outcome how) {
        synchronized (hardwareLock) {
            if (hardware != null) {
                lastStatistics = hardware.statistics();
                hardware.close();
                hardware = null;
            }
        }
        disks.close();
        if (ownsScheduler) {
            host.scheduler().close();
        }
        outcome.complete(how);
    }
}
