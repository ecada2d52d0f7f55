package org.polyvisor.arm.engine;

import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Dispatch;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Pending;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.DebugHook;
import org.polyvisor.arm.debug.DebugStop;
import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.exception.ExceptionEntry;
import org.polyvisor.arm.exception.GuestException;
import org.polyvisor.arm.mmu.Tlb;
import org.polyvisor.host.Memory;

/**
 * What all engines have in common: they see to what is pending, step where a debugger or an unusual state asks for it,
 * and can execute any one instruction the general way, by its table row.
 */
public abstract class EngineLoop implements Engine {
    protected final Vcpu cpu;
    protected final CpuState state;
    protected final long base;
    private volatile @Nullable DebugHook hook;

    protected EngineLoop(Vcpu cpu) {
        this.cpu = cpu;
        state = cpu.state();
        base = state.base();
    }

    /**
     * Executes until something is pending, the state {@link #needsSteps}, or a debugger covers the next instruction. The
     * next instruction is covered by none and the state is ordinary.
     */
    protected abstract void runUntilPending();

    @Override
    public final void setDebugger(@Nullable DebugHook hook) {
        this.hook = hook;
        cpu.poke(Pending.INTERRUPT);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a hook is itself, whatever it equals
    public final void run() {
        cpu.clearLeave();
        cpu.enterGuest();
        cpu.forgetUnfinished();
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
        if (cpu.isStopRequested() || cpu.isLeaveRequested()) {
            // What else there is to do waits for the next run.
            long done = Pending.INVALIDATE | (cpu.isStopRequested() ? 0 : Pending.STOP);
            cpu.poke(reasons & ~done);
            return false;
        }
        if ((reasons & Pending.TIMER) != 0) {
            cpu.timers().update();
        }
        cpu.takeInterrupts();
        return true;
    }

    /** Whether the debugger wants to see the next instruction. */
    protected final boolean isCovered() {
        DebugHook debugger = hook;
        return debugger != null && debugger.covers(cpu, state.get(CpuState.PC));
    }

    private boolean isCovered(@Nullable DebugHook debugger, long pc) {
        return debugger != null && debugger.covers(cpu, pc);
    }

    /** One instruction with all checks; false where the debugger stops before it. */
    private boolean step() {
        DebugHook debugger = hook;
        // To a debugger, all parts of an instruction are one.
        if (debugger != null && !cpu.isUnfinished() && !debugger.before(cpu)) {
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
            if (guestDebug && !cpu.isUnfinished()) {
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

    /** Whether the state is one that engines know only one instruction at a time: illegal, debugging, or an odd SP. */
    protected final boolean needsSteps() {
        return cpu.pstate().illegal || cpu.debug().isActive() || (state.get(CpuState.SP_SLOT * 8) & 15) != 0;
    }

    /** The code table's entry for an address, made if need be; raises what fetching from there raises. */
    protected final long codeEntry(long pc) {
        long entry = Tlb.codeEntry(state.get(CpuState.CODE_TABLE), pc);
        if (Memory.getLong(entry) == (pc & ~0xffcL)) {
            return entry;
        }
        if ((pc & 3) != 0) {
            throw cpu.raise(ExceptionClass.PC_ALIGNMENT, 0, pc);
        }
        return cpu.mmu().fetchPage(pc, cpu);
    }

    /** The instruction at the program counter, by its table row. */
    protected final void executeGenerally() {
        long pc = state.get(CpuState.PC);
        int insn = Memory.getInt(Memory.getLong(codeEntry(pc) + 16) + (pc & 0xffc));
        execute(A64Decoder.decode(insn), insn);
    }

    /** One instruction whose row is known; the program counter is at it, and behind it afterwards. */
    protected final void execute(int row, int insn) {
        if (row == A64Decoder.UNALLOCATED) {
            throw cpu.undefined();
        }
        cpu.beginInstruction();
        A64Dispatch.execute(row, cpu, insn);
        cpu.endInstruction();
    }
}
