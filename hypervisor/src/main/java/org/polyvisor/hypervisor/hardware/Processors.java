package org.polyvisor.hypervisor.hardware;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Cluster;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.cpu.VcpuPorts;
import org.polyvisor.arm.debug.DebugHook;
import org.polyvisor.arm.interpreter.CodeSlots;
import org.polyvisor.arm.interpreter.Interpreter;
import org.polyvisor.board.Board;
import org.polyvisor.board.MemoryMap;
import org.polyvisor.board.firmware.CallRegisters;
import org.polyvisor.board.load.BootState;
import org.polyvisor.hypervisor.VcpuStatus;
import org.polyvisor.hypervisor.vcpu.VcpuThreads;

/** A machine's vCPUs, wired to their board, with the engines that execute them. */
final class Processors {
    private final List<Vcpu> cpus = new ArrayList<>();
    private final List<Interpreter> engines = new ArrayList<>();
    private final VcpuThreads threads;

    /**
     * Makes vCPUs that are all switched off.
     *
     * @param arena how long their native memory lives: until their threads have ended
     * @param threads gives them time
     */
    Processors(Arena arena, Board board, VcpuThreads threads) {
        this.threads = threads;
        Cluster cluster = new Cluster(new CodeSlots(arena));
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
            Interpreter engine = new Interpreter(cpu);
            board.connectVcpu(i, cpu.irqInput(), cpu.fiqInput());
            cpus.add(cpu);
            engines.add(engine);
            threads.add(cpu, engine::run);
        }
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
