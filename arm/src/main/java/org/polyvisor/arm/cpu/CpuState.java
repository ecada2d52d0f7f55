package org.polyvisor.arm.cpu;

import java.lang.foreign.Arena;
import org.polyvisor.host.GuardedMemory;
import org.polyvisor.host.Memory;

/**
 * A vCPU's register file: one native block at fixed offsets, where every engine reads and writes it, between guards.
 *
 * <p>Flags are kept unpacked, as the values that produced them: N is the sign of the word at {@link #FLAG_N}, Z says
 * that the word at {@link #FLAG_Z} is zero, C is the word at {@link #FLAG_C} (0 or 1), V is the sign of the word at
 * {@link #FLAG_V}. So an instruction that sets flags stores four words and computes nothing that nobody reads.
 */
public final class CpuState {
    /** X0..X30, eight bytes each. */
    public static final int X = 0;

    /** Slot 31: the stack pointer of the current exception level. Engines see register 31 as slot 31 or {@link #ZERO_SLOT}. */
    public static final int SP_SLOT = 31;

    /** Slot 32: always zero; what register 31 reads as where it means XZR. */
    public static final int ZERO_SLOT = 32;

    /** Slot 33: never read; where a write to XZR goes. */
    public static final int SINK_SLOT = 33;

    public static final int FLAG_N = 34 * 8;
    public static final int FLAG_Z = 35 * 8;
    public static final int FLAG_C = 36 * 8;
    public static final int FLAG_V = 37 * 8;

    /** The program counter, while no engine holds it in a register of its own. */
    public static final int PC = 38 * 8;

    /** Reasons for the engine to leave its loop, see {@link Pending}; written by any thread. */
    public static final int PENDING = 39 * 8;

    /** Interpreter: pc = (ip >>> 1) + this. */
    public static final int PC_BASE = 40 * 8;

    /** Address of the present context's code table, see {@code mmu.Tlb}. */
    public static final int CODE_TABLE = 41 * 8;

    /** Not zero where FP and SIMD instructions trap (CPACR_EL1.FPEN). */
    public static final int FP_TRAPS = 42 * 8;

    public static final int FPCR = 43 * 8;
    public static final int FPSR = 44 * 8;
    public static final int SP_EL0 = 45 * 8;
    public static final int SP_EL1 = 46 * 8;
    public static final int TPIDR_EL0 = 47 * 8;
    public static final int TPIDRRO_EL0 = 48 * 8;
    public static final int TPIDR_EL1 = 49 * 8;

    /** Address of the exclusive monitor and the values it saw. */
    public static final int EXCLUSIVE_ADDRESS = 50 * 8;

    public static final int EXCLUSIVE_LOW = 51 * 8;
    public static final int EXCLUSIVE_HIGH = 52 * 8;

    /** How many bytes the exclusive monitor covers; 0 while it is clear. */
    public static final int EXCLUSIVE_SIZE = 54 * 8;

    /** How often the engine left its loop; statistics. */
    public static final int EXITS = 53 * 8;

    /** PSTATE.DAIF as in SPSR: D 0x200, A 0x100, I 0x80, F 0x40. */
    public static final int DAIF = 55 * 8;

    /** Asserted interrupt inputs, as ISR_EL1 shows them; written by any thread. */
    public static final int LINES = 56 * 8;

    /** Not zero at EL1 with SP_EL1 as stack pointer, where EL1's registers and SP_EL0 may be read. */
    public static final int EL1H = 57 * 8;

    /** Address of the present context's data table, see {@code mmu.Tlb}. */
    public static final int DATA_TABLE = 58 * 8;

    /** Address of the data table that LDTR and its kin use. */
    public static final int USER_TABLE = 59 * 8;

    /** V0..V31, sixteen bytes each, low half first. */
    public static final int V = 512;

    /** Translator: virtual address of the page whose code runs. */
    public static final int PC_PAGE = 1024;

    /** Translator: the flags while generated code has them, packed. */
    public static final int HOST_FLAGS = 1024 + 8;

    /** Translator: where the helper goes back to. */
    public static final int RESUME = 1024 + 2 * 8;

    /** Not zero where floating point traps, or FPCR asks for anything but the usual modes. */
    public static final int FP_SLOW = 1024 + 3 * 8;

    /** Translator: the host's floating-point control and status while guest code runs. */
    public static final int FP_CONTROL = 1024 + 4 * 8;

    /** Translator: what {@code host.FaultGuard} records of a fatal signal. */
    public static final int FAULT = 1024 + 5 * 8;

    public static final int ESR_EL1 = 1024 + 8 * 8;
    public static final int FAR_EL1 = 1024 + 9 * 8;
    public static final int ELR_EL1 = 1024 + 10 * 8;
    public static final int SPSR_EL1 = 1024 + 11 * 8;

    /** A copy of TCR_EL1, for reading. */
    public static final int TCR_EL1 = 1024 + 12 * 8;

    /** What DCZID_EL0 reads as at the present level. */
    public static final int DCZID_EL0 = 1024 + 13 * 8;

    /** Not zero while DSB has to wait for what other vCPUs were asked to forget. */
    public static final int BROADCASTS = 1024 + 14 * 8;

    /**
     * Translator: how many instructions the vCPU has executed in generated code. A block counts when it is entered, with
     * all its instructions, also where it is left before its end.
     */
    public static final int INSTRUCTIONS = 1024 + 15 * 8;

    /** Room for the operands of {@link CodeStore#quadSwap}, 32 bytes. */
    public static final int QUAD = 1024 + 16 * 8;

    /** Not zero where memory copy and set instructions are UNDEFINED. */
    public static final int NO_COPIES = 1024 + 20 * 8;

    /**
     * Translator: where its accesses expect their pages in a data table, sixteen words of four bytes. Only generated code
     * writes them, and only offsets inside of a table.
     */
    public static final int PREDICTIONS = 1024 + 21 * 8;

    /** Which counters the present level may read: bit 0 the physical one, bit 1 the virtual one. */
    public static final int COUNTERS = 1024 + 29 * 8;

    /** The host's monotonic clock when the counter was zero. */
    public static final int COUNTER_ORIGIN = 1024 + 30 * 8;

    /** Which maintenance the present level may do: bit 0 DC ZVA, bit 1 the cache operations by address that EL0 has. */
    public static final int MAINTENANCE = 1024 + 31 * 8;

    /** Translator: the two registers that the flags are to be computed from, where {@link #HOST_FLAGS} says so. */
    public static final int FLAG_OPERANDS = 1024 + 32 * 8;

    /** Bytes of the block. */
    public static final int SIZE = 1024 + 34 * 8;

    private final long base;

    /** Allocates a zeroed register file that lives as long as {@code arena}. */
    public CpuState(Arena arena) {
        base = GuardedMemory.allocate(arena, SIZE);
        Memory.putLong(base + FLAG_Z, 1);
    }

    /** Where the block is; offsets of this class count from here. */
    public long base() {
        return base;
    }

    public long get(int offset) {
        return Memory.getLong(base + offset);
    }

    public void set(int offset, long value) {
        Memory.putLong(base + offset, value);
    }

    /** Xn; register 31 reads as zero. */
    public long x(int n) {
        return Memory.getLong(base + ((n == 31 ? ZERO_SLOT : n) << 3));
    }

    /** Sets Xn; register 31 ignores it. */
    public void setX(int n, long value) {
        Memory.putLong(base + ((n == 31 ? SINK_SLOT : n) << 3), value);
    }

    /** Xn, or SP where n is 31. */
    public long xOrSp(int n) {
        return Memory.getLong(base + ((long) n << 3));
    }

    /** Sets Xn, or SP where n is 31. */
    public void setXOrSp(int n, long value) {
        Memory.putLong(base + ((long) n << 3), value);
    }

    /** Bits 63..0 of Vn. */
    public long vLow(int n) {
        return Memory.getLong(base + V + ((long) n << 4));
    }

    /** Bits 127..64 of Vn. */
    public long vHigh(int n) {
        return Memory.getLong(base + V + 8 + ((long) n << 4));
    }

    /** Sets all 128 bits of Vn. */
    public void setV(int n, long low, long high) {
        Memory.putLong(base + V + ((long) n << 4), low);
        Memory.putLong(base + V + 8 + ((long) n << 4), high);
    }

    /** The condition flags packed as N Z C V in bits 3..0. */
    public int nzcv() {
        return (int) (get(FLAG_N) >>> 63) << 3
                | (get(FLAG_Z) == 0 ? 4 : 0)
                | (int) get(FLAG_C) << 1
                | (int) (get(FLAG_V) >>> 63);
    }

    /** Sets the condition flags from N Z C V in bits 3..0. */
    public void setNzcv(int nzcv) {
        set(FLAG_N, (long) nzcv << 60);
        set(FLAG_Z, ~nzcv & 4);
        set(FLAG_C, nzcv >>> 1 & 1);
        set(FLAG_V, (long) nzcv << 63);
    }

    /** Whether a condition code (DDI 0487, C1.2.4) holds. */
    public boolean holds(int condition) {
        boolean result = switch (condition >>> 1) {
            case 0 -> get(FLAG_Z) == 0;
            case 1 -> get(FLAG_C) != 0;
            case 2 -> get(FLAG_N) < 0;
            case 3 -> get(FLAG_V) < 0;
            case 4 -> get(FLAG_C) != 0 && get(FLAG_Z) != 0;
            case 5 -> (get(FLAG_N) ^ get(FLAG_V)) >= 0;
            case 6 -> get(FLAG_Z) != 0 && (get(FLAG_N) ^ get(FLAG_V)) >= 0;
            default -> true;
        };
        return (condition & 1) != 0 && condition != 15 ? !result : result;
    }
}
