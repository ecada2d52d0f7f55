package org.polyvisor.arm.a64.memory;

import static org.polyvisor.arm.a64.Fields.rs;
import static org.polyvisor.arm.a64.Fields.rt;
import static org.polyvisor.arm.a64.Fields.size;

import org.polyvisor.arm.cpu.Vcpu;

/** FEAT_LSE: atomic memory operations. All of them are sequentially consistent here, which every form allows. */
public final class AtomicOps {
    private static final int ADD = 0;
    private static final int CLR = 1;
    private static final int EOR = 2;
    private static final int SET = 3;
    private static final int SMAX = 4;
    private static final int SMIN = 5;
    private static final int UMAX = 6;
    private static final int UMIN = 7;
    private static final int SWAP = 8;

    private AtomicOps() {}

    private static long combine(int operation, int bytes, long old, long operand) {
        int unused = 64 - bytes * 8;
        long signedOld = old << unused >> unused;
        long signedOperand = operand << unused >> unused;
        return switch (operation) {
            case ADD -> old + operand;
            case CLR -> old & ~operand;
            case EOR -> old ^ operand;
            case SET -> old | operand;
            case SMAX -> Math.max(signedOld, signedOperand);
            case SMIN -> Math.min(signedOld, signedOperand);
            case UMAX -> Long.compareUnsigned(signedOld, signedOperand) >= 0 ? old : operand;
            case UMIN -> Long.compareUnsigned(signedOld, signedOperand) <= 0 ? old : operand;
            default -> operand;
        };
    }

    private static void update(Vcpu cpu, int insn, int operation) {
        long address = SingleOps.base(cpu, insn);
        int bytes = 1 << size(insn);
        long operand = cpu.x(rs(insn));
        cpu.checkUpdate(address, bytes);
        long old = cpu.loadOrdered(address, bytes);
        while (true) {
            long seen = cpu.compareAndSwap(address, bytes, old, combine(operation, bytes, old, operand));
            if (seen == old) {
                break;
            }
            old = seen;
        }
        cpu.setX(rt(insn), old);
    }

    public static void ldadd(Vcpu cpu, int insn) {
        update(cpu, insn, ADD);
    }

    public static void ldclr(Vcpu cpu, int insn) {
        update(cpu, insn, CLR);
    }

    public static void ldeor(Vcpu cpu, int insn) {
        update(cpu, insn, EOR);
    }

    public static void ldset(Vcpu cpu, int insn) {
        update(cpu, insn, SET);
    }

    public static void ldsmax(Vcpu cpu, int insn) {
        update(cpu, insn, SMAX);
    }

    public static void ldsmin(Vcpu cpu, int insn) {
        update(cpu, insn, SMIN);
    }

    public static void ldumax(Vcpu cpu, int insn) {
        update(cpu, insn, UMAX);
    }

    public static void ldumin(Vcpu cpu, int insn) {
        update(cpu, insn, UMIN);
    }

    public static void swp(Vcpu cpu, int insn) {
        update(cpu, insn, SWAP);
    }

    public static void cas(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        int bytes = 1 << size(insn);
        cpu.checkUpdate(address, bytes);
        long expected = cpu.x(rs(insn)) & -1L >>> 64 - bytes * 8;
        cpu.setX(rs(insn), cpu.compareAndSwap(address, bytes, expected, cpu.x(rt(insn))));
    }

    public static void casp(Vcpu cpu, int insn) {
        long address = SingleOps.base(cpu, insn);
        int s = rs(insn);
        int t = rt(insn);
        if ((insn & 1 << 30) == 0) {
            cpu.checkUpdate(address, 8);
            long expected = cpu.x(s) & 0xffff_ffffL | cpu.x(s + 1) << 32;
            long value = cpu.x(t) & 0xffff_ffffL | cpu.x(t + 1) << 32;
            long seen = cpu.compareAndSwap(address, 8, expected, value);
            cpu.setX(s, seen & 0xffff_ffffL);
            cpu.setX(s + 1, seen >>> 32);
        } else {
            cpu.checkUpdate(address, 16);
            cpu.compareAndSwapQuad(address, cpu.x(s), cpu.x(s + 1), cpu.x(t), cpu.x(t + 1));
            cpu.setX(s, cpu.quadLow());
            cpu.setX(s + 1, cpu.quadHigh());
        }
    }
}
