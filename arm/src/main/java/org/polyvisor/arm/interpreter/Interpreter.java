package org.polyvisor.arm.interpreter;

import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Dispatch;
import org.polyvisor.arm.cpu.CodeStore;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Pending;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.DebugHook;
import org.polyvisor.arm.debug.DebugStop;
import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.exception.ExceptionEntry;
import org.polyvisor.arm.exception.GuestException;
import org.polyvisor.arm.interpreter.generated.LeafLoop;
import org.polyvisor.arm.interpreter.generated.LeafOps;
import org.polyvisor.arm.mmu.Tlb;
import org.polyvisor.host.Memory;

/**
 * The portable engine. Common instructions run in {@link LeafLoop} over predecoded pages; whatever that loop doesn't do
 * (TLB misses, system instructions, everything rare) it leaves to {@link #executeGenerally}, one instruction at a time.
 */
public final class Interpreter {
    private final Vcpu cpu;
    private final CpuState state;
    private final long base;
    private final CodeStore code;
    private volatile @Nullable DebugHook hook;

    public Interpreter(Vcpu cpu) {
        this.cpu = cpu;
        state = cpu.state();
        base = state.base();
        code = cpu.cluster().code();
    }

    /** Has the instructions that {@code hook} covers shown to it before they execute; null ends that. Any thread. */
    public void setDebugger(@Nullable DebugHook hook) {
        this.hook = hook;
        cpu.poke(Pending.INTERRUPT);
    }

    /** Executes until {@link Vcpu#requestStop} or until the debugger says stop. */
    public void run() {
        cpu.enterGuest();
        try {
            DebugHook seen = null;
            while (handlePending()) {
                DebugHook debugger = hook;
                if (debugger != seen) {
                    // Pages that the hook covers must not be in the code table: the leaf loop would go on into them.
                    cpu.mmu().tlb().invalidateCode();
                    seen = debugger;
                }
                if (needsSteps() || isCovered(debugger, state.get(CpuState.PC))) {
                    if (!step()) {
                        return;
                    }
                } else {
                    runUntilPending();
                }
            }
        } catch (DebugStop stop) {
            // The program counter is at the instruction that a watchpoint of the debugger kept from happening.
        } finally {
            cpu.leaveGuest();
        }
    }

    /** Whether to go on. */
    private boolean handlePending() {
        if (Memory.getLongOpaque(base + CpuState.PENDING) == 0) {
            return true;
        }
        long reasons = cpu.takePending();
        if ((reasons & Pending.INVALIDATE) != 0) {
            cpu.drainMailbox();
        }
        if (cpu.isStopRequested()) {
            // What else there is to do waits for the next run.
            cpu.poke(reasons & ~Pending.INVALIDATE);
            return false;
        }
        if ((reasons & Pending.TIMER) != 0) {
            cpu.timers().update();
        }
        cpu.takeInterrupts();
        return true;
    }

    private boolean isCovered(@Nullable DebugHook debugger, long pc) {
        return debugger != null && debugger.covers(cpu, pc);
    }

    /** One instruction with all checks; false where the debugger stops before it. */
    private boolean step() {
        DebugHook debugger = hook;
        if (debugger != null && !debugger.before(cpu)) {
            return false;
        }
        long entry = Tlb.codeEntry(state.get(CpuState.CODE_TABLE), state.get(CpuState.PC));
        try {
            boolean guestDebug = cpu.debug().isActive();
            if (guestDebug) {
                cpu.debug().before();
            }
            if (cpu.pstate().illegal) {
                throw cpu.raise(ExceptionClass.ILLEGAL_STATE, 0, 0);
            }
            executeGenerally();
            if (guestDebug) {
                cpu.debug().after();
            }
        } catch (GuestException e) {
            ExceptionEntry.synchronous(cpu, e, cpu.pc());
        } finally {
            if (debugger != null) {
                Tlb.forgetCode(entry);
            }
        }
        return true;
    }

    /** The leaf loop knows nothing of illegal state and debugging, and relies on an aligned SP. */
    private boolean needsSteps() {
        return cpu.pstate().illegal || cpu.debug().isActive() || (state.get(CpuState.SP_SLOT * 8) & 15) != 0;
    }

    private void runUntilPending() {
        try {
            while (Memory.getLongOpaque(base + CpuState.PENDING) == 0) {
                if (isCovered(hook, state.get(CpuState.PC))) {
                    return;
                }
                if (!LeafReadiness.isReady()) {
                    executeGenerally();
                    if (needsSteps()) {
                        return;
                    }
                    continue;
                }
                long pc = state.get(CpuState.PC);
                long entry = codeEntry(pc);
                long slots = Memory.getLong(entry + 8);
                state.set(CpuState.PC_BASE, (pc & -4096L) - (slots >>> 1));
                long ip = LeafLoop.run(
                        base, slots + ((pc & 0xffc) << 1), cpu.mmu().table());
                if (ip == 0) {
                    continue;
                }
                pc = (ip >>> 1) + state.get(CpuState.PC_BASE);
                state.set(CpuState.PC, pc);
                long slot = Memory.getLong(ip);
                if ((slot & 255) == LeafOps.UNDECODED) {
                    decode(pc, ip);
                } else if (Memory.getLongOpaque(base + CpuState.PENDING) == 0) {
                    if ((slot & 255) == LeafOps.GENERAL) {
                        executeRun(slot);
                    } else {
                        executeGenerally();
                    }
                    if (needsSteps()) {
                        return;
                    }
                }
            }
        } catch (GuestException e) {
            ExceptionEntry.synchronous(cpu, e, cpu.pc());
        }
    }

    /**
     * Executes the instruction of a general slot, and those behind it as long as the leaf loop would leave each of them
     * too: entering it costs more than a vector instruction.
     */
    private void executeRun(long first) {
        long slot = first;
        do {
            execute(Slot.row(slot), Slot.word(slot));
            if (needsSteps() || Memory.getLongOpaque(base + CpuState.PENDING) != 0) {
                return;
            }
            long pc = state.get(CpuState.PC);
            slot = Memory.getLong(Memory.getLong(codeEntry(pc) + 8) + ((pc & 0xffc) << 1));
        } while ((slot & 255) == LeafOps.GENERAL);
    }

    /** The code table's entry for an address, made if need be; raises what fetching from there raises. */
    private long codeEntry(long pc) {
        long entry = Tlb.codeEntry(state.get(CpuState.CODE_TABLE), pc);
        if (Memory.getLong(entry) == (pc & ~0xffcL)) {
            return entry;
        }
        if ((pc & 3) != 0) {
            throw cpu.raise(ExceptionClass.PC_ALIGNMENT, 0, pc);
        }
        return cpu.mmu().fetchPage(pc, cpu);
    }

    private void decode(long pc, long ip) {
        long host = Memory.getLong(codeEntry(pc) + 16);
        int offset = (int) pc & 0xffc;
        int next = offset == 0xffc ? 0 : Memory.getInt(host + offset + 4);
        Memory.putLong(ip, Predecoder.slot(Memory.getInt(host + offset), next, offset));
    }

    /** The instruction at the program counter, by its table row. */
    private void executeGenerally() {
        long pc = state.get(CpuState.PC);
        int insn = Memory.getInt(Memory.getLong(codeEntry(pc) + 16) + (pc & 0xffc));
        execute(A64Decoder.decode(insn), insn);
    }

    private void execute(int row, int insn) {
        if (row == A64Decoder.UNALLOCATED) {
            throw cpu.undefined();
        }
        cpu.beginInstruction();
        A64Dispatch.execute(row, cpu, insn);
        cpu.endInstruction();
    }
}
