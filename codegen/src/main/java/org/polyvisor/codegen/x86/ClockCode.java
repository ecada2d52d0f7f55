package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Operands.state;

import org.polyvisor.codegen.ir.StateLayout;
import org.polyvisor.host.HostClock;

/**
 * Reads the host's clock: a function of the C library is called in the midst of generated code, whose registers it may
 * destroy. That takes half as long as to leave for the engine and to come back.
 */
final class ClockCode {
    private static final int NANOS = 1_000_000_000;

    /** On entry the return address has been pushed to a stack aligned to 16: room for a timespec, aligned again. */
    private static final int FRAME = 24;

    private final Assembler asm;
    private final StateLayout layout;
    private long address;

    ClockCode(Assembler asm, StateLayout layout) {
        this.asm = asm;
        this.layout = layout;
    }

    /** Emits the routine, once for all blocks; nothing where there is no such clock. */
    void emit() {
        long clock = HostClock.function();
        if (clock == 0) {
            return;
        }
        address = asm.address();
        asm.aluImm(Assembler.SUB, true, Reg.RSP, FRAME);
        for (int i = 0; i < Registers.pinnedCount(); i++) {
            if (!CommonCode.isCalleeSaved(Registers.pinnedHost(i))) {
                asm.store(8, register(i), Registers.pinnedHost(i));
            }
        }
        for (int i = 0; i < Registers.PINNED_VECTORS; i++) {
            asm.storeVA(vector(i), Registers.ofVector(Registers.pinnedVector(i)));
        }
        asm.movImm(Reg.RDI, HostClock.MONOTONIC);
        asm.lea(true, Reg.RSI, Mem.at(Reg.RSP, 0));
        asm.movImm(Reg.RAX, clock);
        asm.callReg(Reg.RAX);
        asm.movImm(Reg.RAX, NANOS);
        asm.imulRM(true, Reg.RAX, Mem.at(Reg.RSP, 0));
        asm.aluRM(Assembler.ADD, true, Reg.RAX, Mem.at(Reg.RSP, 8));
        for (int i = 0; i < Registers.pinnedCount(); i++) {
            if (!CommonCode.isCalleeSaved(Registers.pinnedHost(i))) {
                asm.load(8, Registers.pinnedHost(i), register(i));
            }
        }
        for (int i = 0; i < Registers.PINNED_VECTORS; i++) {
            asm.loadVA(Registers.ofVector(Registers.pinnedVector(i)), vector(i));
        }
        asm.aluImm(Assembler.ADD, true, Reg.RSP, FRAME);
        asm.ret();
    }

    private long register(int i) {
        return state(layout.registers() + Registers.pinnedGuest(i) * 8);
    }

    private long vector(int i) {
        return state(layout.vectors() + Registers.pinnedVector(i) * 16);
    }

    /** To be called: leaves nanoseconds in RAX, and destroys RCX and RDX. */
    long address() {
        if (address == 0) {
            throw new IllegalStateException("no clock on this host");
        }
        return address;
    }
}
