package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Operands.state;

import java.util.Arrays;
import org.polyvisor.codegen.ir.ExitWord;
import org.polyvisor.codegen.ir.StateLayout;

/** What all blocks of a machine share: the way in, the ways out, and a place to go for code that is not there yet. */
final class CommonCode {
    private static final int[] CALLEE_SAVED = {Reg.RBX, Reg.RBP, Reg.R12, Reg.R13, Reg.R14, Reg.R15};
    private static final int INSTRUCTIONS = 1024;

    /** What generated code has on the stack, with eight bytes that align it. */
    private static final int FRAME = AccessChecks.STACK_BYTES + 8;

    private final Assembler asm;
    private final StateLayout layout;
    private final ConstantPool constants;
    private final ClockCode clock;
    private long entry;
    private long exit;
    private long helperExit;
    private long lookupExit;
    private long indirectExit;
    private long landing;
    private long quadSwap;
    private long notTranslated;
    private int notTranslatedBytes;

    CommonCode(Assembler asm, StateLayout layout, ConstantPool constants) {
        this.asm = asm;
        this.layout = layout;
        this.constants = constants;
        clock = new ClockCode(asm, layout);
    }

    /** Whether functions that follow the System V ABI leave a register as it was. */
    static boolean isCalleeSaved(int register) {
        return Arrays.stream(CALLEE_SAVED).anyMatch(saved -> saved == register);
    }

    byte[] emit(long origin) {
        asm.reset(origin);
        emitEntry();
        emitExits();
        emitQuadSwap();
        clock.emit();
        asm.align(16);
        notTranslated = asm.address();
        for (int i = 0; i < INSTRUCTIONS; i++) {
            int before = asm.position();
            asm.movImm(Reg.RAX, (int) ExitWord.of(ExitWord.NOT_TRANSLATED, i * 4, 0, 0));
            asm.jmpTo(exit);
            notTranslatedBytes = asm.position() - before;
        }
        constants.emit();
        asm.align(16);
        asm.finish();
        return Arrays.copyOf(asm.bytes(), asm.position());
    }

    private void emitEntry() {
        entry = asm.address();
        for (int reg : CALLEE_SAVED) {
            asm.push(reg);
        }
        asm.aluImm(Assembler.SUB, true, Reg.RSP, FRAME);
        asm.lea(true, Registers.STATE, Mem.at(Reg.RDI, Registers.BIAS));
        asm.mov(true, Reg.RAX, Reg.RSI);
        asm.load(8, Registers.TABLE, state(layout.dataTable()));
        for (int i = 0; i < Registers.pinnedCount(); i++) {
            asm.load(8, Registers.pinnedHost(i), state(layout.registers() + Registers.pinnedGuest(i) * 8));
        }
        for (int i = 0; i < Registers.PINNED_VECTORS; i++) {
            int v = Registers.pinnedVector(i);
            asm.loadVA(Registers.ofVector(v), state(layout.vectors() + v * 16));
        }
        asm.ldmxcsr(state(layout.fpControl()));
        asm.jmpReg(Reg.RAX);
    }

    /** For Java: {@code long swap(long address, long operands)}; see {@code Backend.quadSwap}. */
    private void emitQuadSwap() {
        quadSwap = asm.address();
        asm.push(Reg.RBX);
        asm.load(8, Reg.RAX, Mem.at(Reg.RSI, 0));
        asm.load(8, Reg.RDX, Mem.at(Reg.RSI, 8));
        asm.load(8, Reg.RBX, Mem.at(Reg.RSI, 16));
        asm.load(8, Reg.RCX, Mem.at(Reg.RSI, 24));
        asm.lockCmpxchg16b(Mem.at(Reg.RDI, 0));
        asm.store(8, Mem.at(Reg.RSI, 0), Reg.RAX);
        asm.store(8, Mem.at(Reg.RSI, 8), Reg.RDX);
        asm.setcc(Cc.E, Reg.RAX);
        asm.movzx(1, Reg.RAX, Reg.RAX);
        asm.pop(Reg.RBX);
        asm.ret();
    }

    long quadSwap() {
        return quadSwap;
    }

    /** To be called: see {@link ClockCode#address}. */
    long clock() {
        return clock.address();
    }

    private void emitExits() {
        helperExit = asm.address();
        asm.popM(state(layout.resume()));
        exit = asm.address();
        for (int i = 0; i < Registers.pinnedCount(); i++) {
            asm.store(8, state(layout.registers() + Registers.pinnedGuest(i) * 8), Registers.pinnedHost(i));
        }
        for (int i = 0; i < Registers.PINNED_VECTORS; i++) {
            int v = Registers.pinnedVector(i);
            asm.storeVA(state(layout.vectors() + v * 16), Registers.ofVector(v));
        }
        asm.stmxcsr(state(layout.fpControl()));
        asm.aluImm(Assembler.ADD, true, Reg.RSP, FRAME);
        for (int i = CALLEE_SAVED.length - 1; i >= 0; i--) {
            asm.pop(CALLEE_SAVED[i]);
        }
        asm.ret();
        lookupExit = asm.address();
        asm.store(8, state(layout.pc()), Reg.RAX);
        asm.movImm(Reg.RAX, ExitWord.LOOKUP);
        asm.jmpTo(exit);
        indirectExit = asm.address();
        asm.store(8, state(layout.pc()), Reg.RAX);
        asm.movImm(Reg.RAX, ExitWord.LOOKUP_INDIRECT);
        asm.jmpTo(exit);
        landing = asm.address();
        asm.movImm(Reg.RAX, ExitWord.FATAL);
        asm.jmpTo(exit);
    }

    long entry() {
        return entry;
    }

    /** Saves the registers and returns the exit word in RAX. */
    long exit() {
        return exit;
    }

    /** The same, to be called: its return address is where the helper comes back to. */
    long helperExit() {
        return helperExit;
    }

    /** RAX is a virtual address that the code table does not know. */
    long lookupExit() {
        return lookupExit;
    }

    /** The same for an address from a register. */
    long indirectExit() {
        return indirectExit;
    }

    long landing() {
        return landing;
    }

    long notTranslated(int offset) {
        return notTranslated + (long) (offset >>> 2) * notTranslatedBytes;
    }
}
