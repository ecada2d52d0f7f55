package org.polyvisor.arm.a64.memory;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rs;

import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.mmu.ByteRuns;

/**
 * FEAT_MOPS: CPYF*, CPY* and SET* (DDI 0487, C6.2.84 and on), by the architecture's option A: while PSTATE.C is clear
 * and Xn negative, -Xn bytes are left, which end where Xd and Xs point; while Xn is positive, CPY* has Xn bytes left
 * from Xd and Xs on, the last of them first.
 *
 * <p>The prologue does everything where that is in one page on each side, and nothing else; the main instruction does
 * what is left, {@link #STEP} bytes at a time, between which interrupts are taken; the epilogue usually finds nothing to
 * do. Registers follow each piece, so that whatever a piece raises finds them as the architecture wants them: in a
 * prologue as at its beginning, less what is done.
 */
public final class MemoryCopyOps {
    /** So many bytes are moved before interrupts are looked at again. */
    static final int STEP = 64 << 10;

    /** A piece counts as so many bytes at least: small ones and devices take longer. */
    private static final int LEAST = 64;

    private static final int PAGE = 4096;
    private static final long MOST = Long.MAX_VALUE;

    /** What CPY* copies at most. */
    private static final long MOST_EITHER_WAY = (1L << 55) - 1;

    private static final long ADDRESS = (1L << 56) - 1;

    private MemoryCopyOps() {}

    public static void cpyfp(Vcpu cpu, int insn) {
        requireEnabled(cpu);
        beginUpwards(cpu, insn, atMost(cpu.x(rn(insn)), MOST));
    }

    public static void cpyfm(Vcpu cpu, int insn) {
        goOnUpwards(cpu, insn, false);
    }

    public static void cpyfe(Vcpu cpu, int insn) {
        goOnUpwards(cpu, insn, true);
    }

    public static void cpyp(Vcpu cpu, int insn) {
        requireEnabled(cpu);
        long bytes = atMost(cpu.x(rn(insn)), MOST_EITHER_WAY);
        long distance = (cpu.x(rd(insn)) & ADDRESS) - (cpu.x(rs(insn)) & ADDRESS);
        if (distance > 0 && distance < bytes) {
            beginDownwards(cpu, insn, bytes);
        } else {
            beginUpwards(cpu, insn, bytes);
        }
    }

    public static void cpym(Vcpu cpu, int insn) {
        goOnEitherWay(cpu, insn, false);
    }

    public static void cpye(Vcpu cpu, int insn) {
        goOnEitherWay(cpu, insn, true);
    }

    public static void setp(Vcpu cpu, int insn) {
        requireEnabled(cpu);
        long to = cpu.x(rd(insn));
        long bytes = atMost(cpu.x(rn(insn)), MOST);
        long left = isInPage(to, bytes) ? fill(cpu, insn, to, bytes, true) : bytes;
        cpu.setX(rd(insn), to + bytes);
        cpu.setX(rn(insn), -left);
        cpu.state().setNzcv(0);
    }

    public static void setm(Vcpu cpu, int insn) {
        goOnFilling(cpu, insn, false);
    }

    public static void sete(Vcpu cpu, int insn) {
        goOnFilling(cpu, insn, true);
    }

    // ---- prologues ----

    private static void beginUpwards(Vcpu cpu, int insn, long bytes) {
        long to = cpu.x(rd(insn));
        long from = cpu.x(rs(insn));
        boolean atOnce = isInPage(to, bytes) && isInPage(from, bytes);
        long left = atOnce ? copyUpwards(cpu, insn, to, from, bytes, true) : bytes;
        cpu.setX(rd(insn), to + bytes);
        cpu.setX(rs(insn), from + bytes);
        cpu.setX(rn(insn), -left);
        cpu.state().setNzcv(0);
    }

    private static void beginDownwards(Vcpu cpu, int insn, long bytes) {
        long to = cpu.x(rd(insn));
        long from = cpu.x(rs(insn));
        boolean atOnce = isInPage(to, bytes) && isInPage(from, bytes);
        long left = atOnce ? copyDownwards(cpu, insn, to, from, bytes) : bytes;
        cpu.setX(rn(insn), left);
        cpu.state().setNzcv(0);
    }

    /** Whether it is not empty and all in one page. */
    private static boolean isInPage(long address, long bytes) {
        return bytes > 0 && bytes <= PAGE - (address & PAGE - 1);
    }

    private static long atMost(long bytes, long most) {
        return Long.compareUnsigned(bytes, most) > 0 ? most : bytes;
    }

    // ---- main instructions and epilogues ----

    private static void goOnUpwards(Vcpu cpu, int insn, boolean epilogue) {
        requireEnabled(cpu);
        long n = cpu.x(rn(insn));
        if (n != 0) {
            requireOptionA(cpu, insn, epilogue, isUpwards(n));
            goOnUpwards(cpu, insn, n);
        }
    }

    private static void goOnEitherWay(Vcpu cpu, int insn, boolean epilogue) {
        requireEnabled(cpu);
        long n = cpu.x(rn(insn));
        if (n == 0) {
            return;
        }
        requireOptionA(cpu, insn, epilogue, n > 0 || isUpwards(n));
        if (n < 0) {
            goOnUpwards(cpu, insn, n);
        } else if (copyDownwards(cpu, insn, cpu.x(rd(insn)), cpu.x(rs(insn)), n) != 0) {
            cpu.repeatInstruction();
        }
    }

    /** Whether Xn is what a prologue may have left there that goes upwards. */
    private static boolean isUpwards(long n) {
        return n < 0 && n != Long.MIN_VALUE;
    }

    private static void goOnUpwards(Vcpu cpu, int insn, long n) {
        if (copyUpwards(cpu, insn, cpu.x(rd(insn)) + n, cpu.x(rs(insn)) + n, -n, false) != 0) {
            cpu.repeatInstruction();
        }
    }

    private static void goOnFilling(Vcpu cpu, int insn, boolean epilogue) {
        requireEnabled(cpu);
        long n = cpu.x(rn(insn));
        if (n != 0) {
            requireOptionA(cpu, insn, epilogue, isUpwards(n));
            if (fill(cpu, insn, cpu.x(rd(insn)) + n, -n, false) != 0) {
                cpu.repeatInstruction();
            }
        }
    }

    /** At EL0 only where SCTLR_EL1.MSCEn says so. */
    private static void requireEnabled(Vcpu cpu) {
        if (cpu.state().get(CpuState.NO_COPIES) != 0) {
            throw cpu.undefined();
        }
    }

    /** The Memory Copy and Memory Set exception, where the prologue was executed by option B or not at all. */
    private static void requireOptionA(Vcpu cpu, int insn, boolean epilogue, boolean wellFormed) {
        boolean wrongOption = (cpu.state().nzcv() & 2) != 0;
        if (wellFormed && !wrongOption) {
            return;
        }
        boolean sets = isSet(insn);
        int options = insn >>> 12 & (sets ? 3 : 15);
        int iss = (sets ? 1 << 24 : 0)
                | options << 19
                | (epilogue ? 1 << 18 : 0)
                | (wrongOption ? 1 << 17 : 0)
                | 1 << 16 // option A is the one here
                | rd(insn) << 10
                | rs(insn) << 5
                | rn(insn);
        throw cpu.raise(ExceptionClass.MEMORY_COPY, iss, 0);
    }

    private static boolean isSet(int insn) {
        return (insn >>> 22 & 3) == 3;
    }

    // ---- what moves bytes: each returns how many are left ----

    private static boolean readsAsUser(Vcpu cpu, int insn) {
        return (insn & 1 << 13) != 0 ? cpu.isUnprivileged() : cpu.pstate().el == 0;
    }

    private static boolean writesAsUser(Vcpu cpu, int insn) {
        return (insn & 1 << 12) != 0 ? cpu.isUnprivileged() : cpu.pstate().el == 0;
    }

    private static long copyUpwards(Vcpu cpu, int insn, long to, long from, long bytes, boolean prologue) {
        ByteRuns runs = cpu.byteRuns();
        boolean readUser = readsAsUser(cpu, insn);
        boolean writeUser = writesAsUser(cpu, insn);
        long done = 0;
        for (int spent = 0; done < bytes && spent < STEP; ) {
            int piece = runs.copyFirst(from + done, to + done, bytes - done, readUser, writeUser);
            done += piece;
            spent += Math.max(piece, LEAST);
            if (prologue) {
                cpu.setX(rd(insn), to + done);
                cpu.setX(rs(insn), from + done);
                cpu.setX(rn(insn), bytes - done);
            } else {
                cpu.setX(rn(insn), done - bytes);
            }
        }
        return bytes - done;
    }

    /** A prologue and a main instruction have the same in their registers. */
    private static long copyDownwards(Vcpu cpu, int insn, long to, long from, long bytes) {
        ByteRuns runs = cpu.byteRuns();
        boolean readUser = readsAsUser(cpu, insn);
        boolean writeUser = writesAsUser(cpu, insn);
        long left = bytes;
        for (int spent = 0; left > 0 && spent < STEP; ) {
            int piece = runs.copyLast(from + left, to + left, left, readUser, writeUser);
            left -= piece;
            spent += Math.max(piece, LEAST);
            cpu.setX(rn(insn), left);
        }
        return left;
    }

    private static long fill(Vcpu cpu, int insn, long to, long bytes, boolean prologue) {
        ByteRuns runs = cpu.byteRuns();
        boolean user = writesAsUser(cpu, insn);
        byte value = (byte) cpu.x(rs(insn));
        long done = 0;
        for (int spent = 0; done < bytes && spent < STEP; ) {
            int piece = runs.fillFirst(to + done, bytes - done, value, user);
            done += piece;
            spent += Math.max(piece, LEAST);
            if (prologue) {
                cpu.setX(rd(insn), to + done);
                cpu.setX(rn(insn), bytes - done);
            } else {
                cpu.setX(rn(insn), done - bytes);
            }
        }
        return bytes - done;
    }
}
