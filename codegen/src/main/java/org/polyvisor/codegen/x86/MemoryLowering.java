package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Registers.SCRATCH;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;

/** Loads and stores of general registers, and atomic updates. */
final class MemoryLowering {
    private final Assembler asm;
    private final Operands operands;
    private final StateLayout layout;
    private final AccessChecks checks;

    MemoryLowering(Assembler asm, Operands operands, StateLayout layout, AccessChecks checks) {
        this.asm = asm;
        this.operands = operands;
        this.layout = layout;
        this.checks = checks;
    }

    /** See {@link AccessChecks#check}. */
    void probe(MicroBlock block, int i, int bytes, boolean write) {
        checks.check(block, i, bytes, write);
    }

    /** The host's memory {@code offset} bytes behind the address that was probed. */
    long host(int offset) {
        return checks.host(offset);
    }

    void load(MicroBlock block, int i) {
        int bytes = 1 << (block.c(i) & Micro.SIZE);
        probe(block, i, bytes, false);
        fetch(block, i, block.d(i), bytes, 0);
    }

    void loadPair(MicroBlock block, int i) {
        int bytes = 1 << (block.c(i) & Micro.SIZE);
        probe(block, i, bytes * 2, false);
        if (Registers.of(block.d(i)) == checks.base() && checks.base() != Registers.T0) {
            // The base is the first destination: the second first.
            fetch(block, i, block.b(i), bytes, bytes);
            fetch(block, i, block.d(i), bytes, 0);
        } else {
            fetch(block, i, block.d(i), bytes, 0);
            fetch(block, i, block.b(i), bytes, bytes);
        }
    }

    private void fetch(MicroBlock block, int i, int d, int bytes, int offset) {
        int reg = Operands.target(d, Registers.T1);
        if ((block.c(i) & Micro.SIGNED) != 0) {
            asm.loadSigned(bytes, (block.op(i) & Micro.W32) == 0, reg, host(offset));
        } else {
            asm.load(bytes, reg, host(offset));
        }
        operands.store(d, reg);
    }

    void store(MicroBlock block, int i) {
        int bytes = 1 << (block.c(i) & Micro.SIZE);
        probe(block, i, bytes, true);
        put(block.d(i), bytes, 0);
        if ((block.c(i) & Micro.RELEASE) != 0) {
            asm.mfence();
        }
    }

    void storePair(MicroBlock block, int i) {
        int bytes = 1 << (block.c(i) & Micro.SIZE);
        probe(block, i, bytes * 2, true);
        put(block.d(i), bytes, 0);
        put(block.b(i), bytes, bytes);
    }

    private void put(int value, int bytes, int offset) {
        if (value == Micro.ZERO) {
            asm.storeImm(bytes, host(offset), 0);
        } else {
            asm.store(bytes, host(offset), operands.use(value, Registers.T1));
        }
    }

    void loadExclusive(MicroBlock block, int i) {
        int bytes = 1 << (block.c(i) & Micro.SIZE);
        probe(block, i, bytes, false);
        // The monitor needs the address, which the load may overwrite.
        asm.store(8, Operands.state(layout.monitorAddress()), checks.base());
        asm.load(bytes, Registers.T1, host(0));
        asm.store(8, Operands.state(layout.monitorValue()), Registers.T1);
        asm.storeImm(8, Operands.state(layout.monitorSize()), bytes);
        operands.store(block.d(i), Registers.T1);
    }

    void storeExclusive(MicroBlock block, int i) {
        int bytes = 1 << (block.c(i) & Micro.SIZE);
        probe(block, i, bytes, true);
        int fails = asm.newLabel();
        int done = asm.newLabel();
        asm.aluMemImm(Assembler.CMP, true, Operands.state(layout.monitorSize()), bytes);
        asm.jcc(Cc.NE, fails);
        asm.aluMR(Assembler.CMP, true, Operands.state(layout.monitorAddress()), checks.base());
        asm.jcc(Cc.NE, fails);
        asm.lea(true, SCRATCH, checks.host(0));
        asm.load(8, Reg.RAX, Operands.state(layout.monitorValue()));
        operands.load(Reg.RDX, block.b(i));
        asm.lockCmpxchg(bytes, Mem.at(SCRATCH, 0), Reg.RDX);
        asm.jcc(Cc.NE, fails);
        operands.storeImm(block.d(i), 0, SCRATCH);
        asm.jmp(done);
        asm.bind(fails);
        operands.storeImm(block.d(i), 1, SCRATCH);
        asm.bind(done);
        asm.storeImm(8, Operands.state(layout.monitorSize()), 0);
    }

    /** Probes for an atomic update, which needs both rights, and leaves the host's address in the scratch register. */
    private int probeUpdate(MicroBlock block, int i) {
        int bytes = 1 << (block.c(i) & Micro.SIZE);
        checks.checkUpdate(block, i, bytes);
        asm.lea(true, SCRATCH, checks.host(0));
        return bytes;
    }

    void fetchAndUpdate(MicroBlock block, int i) {
        int bytes = probeUpdate(block, i);
        int d = block.d(i);
        int kind = block.op(i) & Micro.KIND;
        long at = Mem.at(SCRATCH, 0);
        if (kind == Micro.FETCH_ADD || kind == Micro.SWAP) {
            operands.load(Reg.RDX, block.b(i));
            if (kind == Micro.SWAP) {
                asm.xchg(bytes, at, Reg.RDX);
            } else {
                asm.lockXadd(bytes, at, Reg.RDX);
            }
            if (bytes < 8) {
                asm.movzx(bytes, Reg.RDX, Reg.RDX);
            }
            operands.store(d, Reg.RDX);
            return;
        }
        int again = asm.newLabel();
        asm.load(bytes, Reg.RAX, at);
        asm.bind(again);
        operands.load(Reg.RDX, block.b(i));
        switch (kind) {
            case Micro.FETCH_CLEAR -> {
                asm.not(true, Reg.RDX);
                asm.alu(Assembler.AND, true, Reg.RDX, Reg.RAX);
            }
            case Micro.FETCH_SET -> asm.alu(Assembler.OR, true, Reg.RDX, Reg.RAX);
            default -> asm.alu(Assembler.XOR, true, Reg.RDX, Reg.RAX);
        }
        asm.lockCmpxchg(bytes, at, Reg.RDX);
        asm.jcc(Cc.NE, again);
        if (bytes < 8) {
            asm.movzx(bytes, Reg.RAX, Reg.RAX);
        }
        operands.store(d, Reg.RAX);
    }

    void compareAndSwapPair(MicroBlock block, int i) {
        probeUpdate(block, i);
        int d = block.d(i);
        int b = block.b(i);
        // The instruction wants RBX, and RCX for more than the address: X0 and X1 wait in the state meanwhile.
        int address = Registers.of(1);
        asm.store(8, operands.slot(0), Reg.RBX);
        asm.store(8, operands.slot(1), address);
        asm.mov(true, address, SCRATCH);
        reload(Reg.RAX, d);
        reload(Reg.RDX, d + 1);
        reload(Reg.RBX, b);
        reload(Reg.RCX, b + 1 == 31 ? Micro.ZERO : b + 1);
        asm.lockCmpxchg16b(Mem.at(address, 0));
        asm.load(8, Reg.RBX, operands.slot(0));
        asm.load(8, address, operands.slot(1));
        operands.store(d, Reg.RAX);
        operands.store(d + 1 == 31 ? Micro.NONE : d + 1, Reg.RDX);
    }

    private void reload(int reg, int value) {
        if (value <= 1) {
            asm.load(8, reg, operands.slot(value));
        } else {
            operands.load(reg, value == 31 ? Micro.ZERO : value);
        }
    }

    void compareAndSwap(MicroBlock block, int i) {
        int bytes = probeUpdate(block, i);
        operands.load(Reg.RAX, block.d(i));
        operands.load(Reg.RDX, block.b(i));
        asm.lockCmpxchg(bytes, Mem.at(SCRATCH, 0), Reg.RDX);
        if (bytes < 8) {
            asm.movzx(bytes, Reg.RAX, Reg.RAX);
        }
        operands.store(block.d(i), Reg.RAX);
    }
}
