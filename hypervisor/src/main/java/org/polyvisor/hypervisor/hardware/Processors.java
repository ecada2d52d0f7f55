package org.polyvisor.hypervisor.hardware;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Cluster;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuPorts;
import org.polyvisor.arm.debug.DebugHook;
import org.polyvisor.arm.engine.Engine;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.engines.Engines;
import org.polyvisor.board.Board;
import org.polyvisor.board.MemoryMap;
import org.polyvisor.board.firmware.CallRegisters;
import org.polyvisor.board.load.BootState;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.EngineChoice;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.TranslationOutput;
import org.polyvisor.hypervisor.VcpuStatus;
import org.polyvisor.hypervisor.sched.Vcpus;

/** A machine's vCPUs, wired to their board, with the engines that execute them. */
final class Processors {
    private final List<Vcpu> cpus = new ArrayList<>();
    private final List<Engine> engines = new ArrayList<>();
    private final Engines factory;
    private final BlockWriter writer;
    private final EngineRecorder recorder;
    private final Vcpus threads;
    private final @Nullable IdleTrim trim;
    private final @Nullable AheadTranslation ahead;

    /**
     * Makes vCPUs that are all switched off.
     *
     * @param arena how long their native memory lives: until their threads have ended
     * @param threads gives them time
     * @param service makes threads that serve the machine
     * @param config says what executes them
     */
    Processors(Arena arena, Board board, Vcpus threads, ServiceThreads service, MachineConfig config) {
        this.threads = threads;
        factory = factory(config.engine(), arena);
        writer = new BlockWriter(config.output());
        if (!config.output().equals(TranslationOutput.NONE)) {
            factory.observe(writer);
        }
        Cluster cluster = new Cluster(factory.code());
        long counterOrigin = System.nanoTime();
        for (int i = 0; i < board.config().cpus(); i++) {
            VcpuPorts ports = new VcpuPorts(
                    cluster,
                    board.cpuInterface(i),
                    board.ppi(i, MemoryMap.PHYSICAL_TIMER_INTID),
                    board.ppi(i, MemoryMap.VIRTUAL_TIMER_INTID),
                    counterOrigin,
                    (caller, immediate) -> call(board, caller, immediate),
                    threads);
            Vcpu cpu = new Vcpu(arena, i, board.bus(), ports);
            Engine vcpuEngine = factory.create(cpu);
            board.connectVcpu(i, cpu.irqInput(), cpu.fiqInput(), cpu.wakeInput());
            cpus.add(cpu);
            engines.add(vcpuEngine);
            threads.add(cpu, vcpuEngine::run);
        }
        recorder = new EngineRecorder(config.name(), factory::statistics, this::instructions, threads::runNanos);
        recorder.start();
        ahead = threads.isRealTime() && factory.kind() == EngineKind.TRANSLATOR
                ? new AheadTranslation(factory, board.bus(), service, config.name())
                : null;
        trim = threads.isRealTime() ? null : new IdleTrim(factory, threads::runNanos);
    }

    private static Engines factory(EngineChoice choice, Arena arena) {
        if (choice == EngineChoice.INTERPRETER) {
            return Engines.interpreters(arena);
        }
        try {
            return Engines.of(choice == EngineChoice.LOCKSTEP ? EngineKind.LOCKSTEP : EngineKind.TRANSLATOR, arena);
        } catch (HostRefusedException e) {
            if (choice != EngineChoice.BEST) {
                throw new ConfigurationException(
                        "the translator cannot run here (%s): leave --engine away, or choose interpreter"
                                .formatted(e.getMessage()),
                        e);
            }
            return Engines.interpreters(arena);
        }
    }

    /** To be called when no vCPU runs any more. */
    void close() {
        if (trim != null) {
            trim.close();
        }
        if (ahead != null) {
            ahead.close();
        }
        recorder.close();
        factory.close();
        writer.close();
    }

    /** What the engines have done, for people to read. */
    String statistics() {
        return factory.statistics().text() + executed();
    }

    /** Guest instructions and their rate, as far as they were counted. */
    private String executed() {
        long count = instructions();
        return count == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%d instructions executed, %.0f million in a second of running%n",
                        count,
                        mips(count, threads.runNanos()));
    }

    /** Million instructions in a second of running; 0 if nothing has run. */
    static double mips(long instructions, long nanos) {
        return nanos == 0 ? 0 : instructions * 1e3 / nanos;
    }

    private long instructions() {
        return cpus.stream().mapToLong(Vcpu::instructions).sum();
    }

    /** What executes the vCPUs. */
    EngineKind engine() {
        return factory.kind();
    }

    /** HVC #0 is a firmware call; any other is undefined. */
    private static boolean call(Board board, Vcpu caller, int immediate) {
        if (immediate != 0) {
            return false;
        }
        board.firmware()
                .handle(
                        new CallRegisters() {
                            @Override
                            public long get(int register) {
                                return caller.x(register);
                            }

                            @Override
                            public void set(int register, long value) {
                                caller.setX(register, value);
                            }
                        },
                        caller.index());
        return true;
    }

    /** Lets the first vCPU begin. */
    void start(BootState boot) {
        cpus.getFirst().reset(boot.entry(), boot.x0());
        threads.start(0);
    }

    List<Vcpu> cpus() {
        return List.copyOf(cpus);
    }

    Vcpu cpu(int index) {
        return cpus.get(index);
    }

    void setDebugHook(@Nullable DebugHook hook) {
        engines.forEach(engine -> engine.setDebugger(hook));
    }

    /** Where the vCPUs are; of those that run, moments ago. */
    List<VcpuStatus> status() {
        return cpus.stream()
                .map(cpu -> new VcpuStatus(
                        cpu.index(), threads.isOn(cpu.index()), cpu.state().get(CpuState.PC), cpu.pstate().el))
                .toList();
    }
}
