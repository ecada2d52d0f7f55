package org.polyvisor.arm.a64.memory;

import static org.polyvisor.arm.a64.Fields.rs;
import static org.polyvisor.arm.a64.Fields.rt;
import static org.polyvisor.arm.a64.Fields.rt2;
import static org.polyvisor.arm.a64.Fields.size;

import java.lang.invoke.VarHandle;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;

/**
 * Exclusive, load-acquire and store-release accesses. The monitor remembers the address and the value seen; a store
 * exclusive is a compare-and-swap of that value. So a location that was changed and changed back in between does not
 * fail the store, which the architecture's monitor would; no guest may rely on that failure.
 */
public final class ExclusiveOps {
    private ExclusiveOps() {}

    private static int pairBytes(int insn) {
        return 4 << (insn >>> 30 & 1);
    }

    private static void loadExclusive(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        int bytes = 1 << size(insn);
        long value = cpu.loadOrdered(address, bytes);
        CpuState state = cpu.state();
        state.set(CpuState.EXCLUSIVE_ADDRESS, address);
        state.set(CpuState.EXCLUSIVE_LOW, value);
        state.set(CpuState.EXCLUSIVE_SIZE, bytes);
        cpu.setX(rt(insn), value);
    }

    private static void storeExclusive(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        int bytes = 1 << size(insn);
        boolean stored = false;
        // Faults are reported whether or not the monitor would let the store through.
        cpu.checkStoreExclusive(address, bytes);
        if (matches(cpu, address, bytes)) {
            long seen = cpu.state().get(CpuState.EXCLUSIVE_LOW);
            stored = cpu.compareAndSwap(address, bytes, seen, cpu.x(rt(insn))) == seen;
        }
        finish(cpu, insn, stored);
    }

    private static boolean matches(Vcpu cpu, long address, int bytes) {
        CpuState state = cpu.state();
        return state.get(CpuState.EXCLUSIVE_SIZE) == bytes && state.get(CpuState.EXCLUSIVE_ADDRESS) == address;
    }

    private static void finish(Vcpu cpu, int insn, boolean stored) {
        cpu.clearExclusive();
        cpu.setX(rs(insn), stored ? 0 : 1);
    }

    public static void ldxr(Vcpu cpu, int insn) {
        loadExclusive(cpu, insn);
    }

    public static void ldaxr(Vcpu cpu, int insn) {
        loadExclusive(cpu, insn);
    }

    public static void stxr(Vcpu cpu, int insn) {
        storeExclusive(cpu, insn);
    }

    public static void stlxr(Vcpu cpu, int insn) {
        storeExclusive(cpu, insn);
    }

    private static void loadPair(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        int bytes = pairBytes(insn);
        CpuState state = cpu.state();
        long first;
        long second;
        if (bytes == 4) {
            long both = cpu.loadOrdered(address, 8);
            first = both & 0xffff_ffffL;
            second = both >>> 32;
            state.set(CpuState.EXCLUSIVE_LOW, both);
        } else {
            cpu.loadQuad(address);
            first = cpu.quadLow();
            second = cpu.quadHigh();
            state.set(CpuState.EXCLUSIVE_LOW, first);
            state.set(CpuState.EXCLUSIVE_HIGH, second);
        }
        state.set(CpuState.EXCLUSIVE_ADDRESS, address);
        state.set(CpuState.EXCLUSIVE_SIZE, bytes * 2L);
        cpu.setX(rt(insn), first);
        cpu.setX(rt2(insn), second);
    }

    private static void storePair(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        int bytes = pairBytes(insn);
        CpuState state = cpu.state();
        boolean stored = false;
        cpu.checkStoreExclusive(address, bytes * 2);
        if (matches(cpu, address, bytes * 2)) {
            long seen = state.get(CpuState.EXCLUSIVE_LOW);
            if (bytes == 4) {
                long both = cpu.x(rt(insn)) & 0xffff_ffffL | cpu.x(rt2(insn)) << 32;
                stored = cpu.compareAndSwap(address, 8, seen, both) == seen;
            } else {
                stored = cpu.compareAndSwapQuad(
                        address, seen, state.get(CpuState.EXCLUSIVE_HIGH), cpu.x(rt(insn)), cpu.x(rt2(insn)));
            }
        }
        finish(cpu, insn, stored);
    }

    public static void ldxp(Vcpu cpu, int insn) {
        loadPair(cpu, insn);
    }

    public static void ldaxp(Vcpu cpu, int insn) {
        loadPair(cpu, insn);
    }

    public static void stxp(Vcpu cpu, int insn) {
        storePair(cpu, insn);
    }

    public static void stlxp(Vcpu cpu, int insn) {
        storePair(cpu, insn);
    }

    // A store-release must not pass a later load-acquire: the fence after the store keeps them in order on hosts that
    // may reorder a store with a later load.
    public static void stlr(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        VarHandle.releaseFence();
        cpu.storeOrdered(address, 1 << size(insn), cpu.x(rt(insn)));
        VarHandle.fullFence();
    }

    public static void ldar(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        cpu.setX(rt(insn), cpu.loadOrdered(address, 1 << size(insn)));
        VarHandle.acquireFence();
    }

    public static void ldapr(Vcpu cpu, int insn) {
        ldar(cpu, insn);
    }
}
