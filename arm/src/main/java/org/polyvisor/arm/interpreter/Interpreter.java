package org.polyvisor.arm.interpreter;

import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engine.EngineLoop;
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
public final class Interpreter extends EngineLoop {
    private final CodeSlots code;

    /**
     * The engine of a vCPU.
     *
     * @param code what the vCPU's cluster was made with
     */
    public Interpreter(Vcpu cpu, CodeSlots code) {
        super(cpu);
        this.code = code;
    }

    @Override
    protected void runUntilPending() {
        try {
            while (Memory.getLongOpaque(base + CpuState.PENDING) == 0) {
                if (isCovered()) {
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
                if (CodeSlots.isWithoutOperation(slot)) {
                    decode(pc);
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

    private void decode(long pc) {
        long entry = codeEntry(pc);
        if (!code.fill(
                Memory.getLong(entry + Tlb.PHYSICAL),
                Memory.getLong(entry + Tlb.CODE_SLOTS),
                Memory.getLong(entry + Tlb.CODE_HOST),
                (int) pc & 0xffc)) {
            Tlb.forgetCode(entry);
        }
    }
}
