package org.polyvisor.hypervisor.hardware;

import java.lang.foreign.Arena;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engine.LockstepDifference;
import org.polyvisor.board.Board;
import org.polyvisor.board.BoardConfig;
import org.polyvisor.board.device.CharSink;
import org.polyvisor.board.device.HostClock;
import org.polyvisor.board.load.BootState;
import org.polyvisor.board.load.LoadException;
import org.polyvisor.gdb.GdbAddress;
import org.polyvisor.gdb.GdbException;
import org.polyvisor.gdb.GdbServer;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.ConsoleSink;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Sizes;
import org.polyvisor.hypervisor.VcpuStatus;
import org.polyvisor.hypervisor.channel.ChannelEnd;
import org.polyvisor.hypervisor.console.InputFeeder;
import org.polyvisor.hypervisor.sched.Placement;
import org.polyvisor.hypervisor.sched.Scheduler;
import org.polyvisor.hypervisor.sched.Vcpus;

/**
 * All of a machine between power-on and power-off: board, vCPUs, virtio devices, their threads and memory. A restart
 * makes a new one, so nothing of the old can leak into it.
 */
public final class Hardware implements AutoCloseable {
    @SuppressWarnings("MustBeClosedChecker") // closed by close(), last of all
    private final Arena arena = Arena.ofShared();

    private final HostClock clock;
    private final MachineConfig config;
    private final Vcpus threads;
    private final Board board;
    private final Processors processors;
    private final VirtioDevices virtio;
    private final PowerKey powerKey;
    private final ChannelWires channels;
    private final ConsoleWire console;
    private final InputFeeder input;
    private final HardwareEvents events;
    private @Nullable BootState boot;
    private @Nullable GdbServer gdb;

    /**
     * What it has from outside.
     *
     * @param scheduler gives time to all machines
     * @param placement of this one
     * @param channels its ends of channels
     */
    public record Host(Scheduler scheduler, Placement placement, List<ChannelEnd> channels) {
        public Host {
            channels = List.copyOf(channels);
        }
    }

    /**
     * Puts hardware together and loads what it starts with.
     *
     * @param sink takes the console's output
     * @throws ConfigurationException if something cannot be loaded or does not fit
     */
    public static Hardware build(
            MachineConfig config, Disks disks, Host host, ConsoleSink sink, HardwareEvents events) {
        Hardware hardware = new Hardware(config, disks, host, sink, events);
        try {
            hardware.load();
            return hardware;
        } catch (Throwable t) {
            hardware.close();
            throw t;
        }
    }

    private Hardware(MachineConfig config, Disks disks, Host host, ConsoleSink sink, HardwareEvents events) {
        this.config = config;
        this.events = events;
        ServiceThreads service = host.placement().serviceThreads();
        clock = new HostClock(service);
        PowerControl power = new PowerControl(events);
        SerialOutput output = config.console() == ConsoleDevice.UART
                ? new SerialOutput(service, config.name() + " console output", sink)
                : null;
        board = board(config, power, output == null ? value -> true : output);
        try {
            threads = new Vcpus(
                    config.name(),
                    config.cpus(),
                    host.scheduler(),
                    host.placement(),
                    this::failed,
                    board.stolenTime()::publish);
        } catch (ConfigurationException e) {
            board.close();
            clock.close();
            arena.close();
            throw e;
        }
        processors = new Processors(arena, board, threads, service, config);
        power.connect(
                threads, board::resetCpuInterface, vcpu -> processors.cpu(vcpu).waitForInterrupt());
        virtio = new VirtioDevices(service, board);
        if (output != null) {
            console = new UartWire(board.uart(), output);
        } else {
            VirtioWire wire = new VirtioWire(sink);
            virtio.addConsole(wire.port());
            console = wire;
        }
        virtio.addEntropy();
        virtio.addDisks(disks.images());
        powerKey = new PowerKey(board, virtio.addKeys(), clock, threads::awaken);
        power.keepAwakeWhile(powerKey::isUnheard);
        channels = new ChannelWires(service, host.channels(), board, virtio);
        input = new InputFeeder(service, config.name() + " console input", console);
    }

    private Board board(MachineConfig machine, PowerControl power, CharSink sink) {
        try {
            return new Board(new BoardConfig(machine.cpus(), machine.memoryBytes()), power, sink, clock);
        } catch (OutOfMemoryError e) {
            throw new ConfigurationException(
                    "the host cannot give %s of memory: ask for less".formatted(Sizes.format(machine.memoryBytes())),
                    e);
        }
    }

    private void load() {
        try {
            boot = board.boot(
                    switch (config.boot()) {
                        case BootSource.Kernel kernel ->
                            new org.polyvisor.board.load.BootSource.Kernel(
                                    kernel.kernel(), kernel.initrd(), kernel.commandLine());
                        case BootSource.Firmware firmware ->
                            new org.polyvisor.board.load.BootSource.Firmware(firmware.image());
                    });
        } catch (LoadException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    private void failed(Vcpu cpu, Throwable t) {
        threads.end();
        boolean differs = t instanceof LockstepDifference;
        Object what = differs ? "interpreter and translator differ" : t;
        Throwable cause = differs ? ((LockstepDifference) t).listed(Disassembler::textOf) : t;
        events.failed("VM %s, vCPU %d, at pc 0x%x: %s".formatted(config.name(), cpu.index(), cpu.pc(), what), cause);
    }

    /** Switches it on; to be called once. */
    public void start() {
        BootState begin = boot;
        if (begin == null) {
            throw new IllegalStateException("nothing was loaded");
        }
        GdbAddress address = config.gdb();
        if (address != null) {
            try {
                gdb = GdbServer.start(address, new Debugger(board, processors, threads, events));
            } catch (GdbException e) {
                throw new ConfigurationException(String.valueOf(e.getMessage()), e);
            }
        }
        processors.start(begin);
    }

    public void pressPowerKey() {
        powerKey.press();
    }

    public void pause() {
        threads.pause();
    }

    /** Ends a pause; without one, the sleep of a machine that has suspended itself. */
    public void resume() {
        if (threads.isPaused()) {
            threads.resume();
        } else {
            threads.awaken();
        }
    }

    /** Whether its guest has suspended it. */
    public boolean isSuspended() {
        return threads.isSuspended();
    }

    public boolean isPaused() {
        return threads.isPaused();
    }

    /** Hands input to the console; waits if much more waits already than the guest takes. */
    public void type(byte[] bytes) {
        input.type(bytes);
    }

    /** The console's sink has room again. */
    public void consoleReady() {
        console.outputReady();
    }

    /** Carries on what the guest has written to its console so far, as far as the sink takes it. */
    public void flushConsole() {
        console.flush();
    }

    public void resizeConsole(int columns, int rows) {
        console.resize(columns, rows);
    }

    /** What the engines have done, for people to read. */
    public String statistics() {
        return processors.statistics();
    }

    public List<VcpuStatus> vcpus() {
        return processors.status();
    }

    /** Switches it off and frees everything; not for a vCPU's thread. */
    @Override
    public void close() {
        threads.end();
        if (gdb != null) {
            gdb.close();
        }
        // The order matters: memory goes when nobody is left who could touch it.
        threads.close();
        console.close();
        input.close();
        virtio.close();
        channels.close();
        clock.close();
        // Until then code is translated from the board's memory.
        processors.close();
        board.close();
        arena.close();
    }
}
