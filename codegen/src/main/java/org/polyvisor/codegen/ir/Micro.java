package org.polyvisor.codegen.ir;

/**
 * The micro-operations. Each has up to three operands and an immediate:
 *
 * <ul>
 *   <li>{@code d}, the destination, {@code a} and {@code b}, the sources, are values: 0 to 30 a general register of the
 *       guest, 31 its stack pointer, {@link #ZERO}, {@link #T0}, {@link #T1}; {@code b} may be {@link #IMM}.
 *   <li>{@code imm} is the immediate, and {@code c} a small parameter.
 * </ul>
 *
 * Operations are 64 bits wide; with {@link #W32} they are 32 bits wide and clear the upper half of the destination.
 * Temporaries live within one guest instruction; operations on memory and those that say so destroy {@link #T1}.
 *
 * <p>A guest instruction's micro-operations must not change anything that the guest sees before the last of them that
 * can leave the block for the helper.
 */
public final class Micro {
    /** 32 bits wide. */
    public static final int W32 = 1 << 8;

    /** The part of an operation that says which it is. */
    public static final int KIND = W32 - 1;

    /** Reads as zero. */
    public static final int ZERO = 32;

    /** As a destination: the result is not wanted. */
    public static final int NONE = 33;

    public static final int T0 = 34;
    public static final int T1 = 35;

    /** As {@code b}: the immediate. */
    public static final int IMM = -1;

    // Data: d = a op b.
    public static final int MOV = 1;
    /** d = virtual address of this block's page + imm. */
    public static final int PCREL = 2;

    public static final int ADD = 3;
    public static final int SUB = 4;
    public static final int AND = 5;
    public static final int OR = 6;
    public static final int XOR = 7;
    /** a & ~b. */
    public static final int BIC = 8;
    /** a | ~b. */
    public static final int ORN = 9;
    /** a ^ ~b. */
    public static final int XORN = 10;
    /** As the same without S, and sets the flags; d may be {@link #NONE}. */
    public static final int ADDS = 11;

    public static final int SUBS = 12;
    /** C and V become 0. */
    public static final int ANDS = 13;

    public static final int BICS = 14;
    /** a + b + C. */
    public static final int ADC = 15;
    /** a - b - 1 + C. */
    public static final int SBC = 16;

    public static final int ADCS = 17;
    public static final int SBCS = 18;
    /** Shifts by b modulo the width, or by imm below it. */
    public static final int SHL = 19;

    public static final int SHR = 20;
    public static final int SAR = 21;
    public static final int ROR = 22;
    public static final int MUL = 23;
    /** Upper half of the 128-bit product; destroys T0 and T1, which may be its operands. */
    public static final int MULHU = 24;

    public static final int MULHS = 25;
    /** Quotient as Arm defines it: x / 0 = 0, overflow wraps; destroys T0 and T1, which may not be operands. */
    public static final int DIVU = 26;

    public static final int DIVS = 27;
    /** Zero- or sign-extends the low c & 15 bytes of a; sign if c & {@link #SIGNED}. */
    public static final int EXTEND = 28;
    /** Leading zeros. */
    public static final int CLZ = 29;
    /** Leading sign bits, without the sign bit. */
    public static final int CLS = 30;
    /** Reverses bits; destroys T0 and T1. */
    public static final int RBIT = 31;
    /** Reverses bytes. */
    public static final int BSWAP = 32;
    /** Reverses the bytes of each half-word. */
    public static final int BSWAP16 = 33;
    /** Reverses the bytes of each word; 64 bits wide only. */
    public static final int BSWAP32 = 34;
    /** The width's bits of a:b from bit imm on. */
    public static final int EXTRACT = 35;
    /** Replaces bits of d by the low bits of a: imm = first bit, c = how many. */
    public static final int INSERT = 36;
    /** d = condition c ? a : b. */
    public static final int SELECT = 37;
    /** d = condition c ? a : b + 1. */
    public static final int SELECT_INC = 38;
    /** d = condition c ? a : ~b. */
    public static final int SELECT_NOT = 39;
    /** d = condition c ? a : -b. */
    public static final int SELECT_NEG = 40;
    /** Flags of a - b where the condition c & 15 holds, else the four bits c >>> 4; imm is an operand as usual. */
    public static final int CCMP = 41;
    /** The same for a + b. */
    public static final int CCMN = 42;
    /** d = a + (b << imm). */
    public static final int ADD_SHIFTED = 43;
    /** CRC-32 of the c low bytes of b into a (IEEE polynomial). */
    public static final int CRC32 = 44;
    /** The same, Castagnoli. */
    public static final int CRC32C = 45;

    // Memory: the address is a + imm; c holds log2 of the size and the flags below.
    /** Bits of c: log2 of the size in bytes. */
    public static final int SIZE = 7;
    /** c: sign-extend to the operation's width. */
    public static final int SIGNED = 1 << 4;
    /** c: the address must be a multiple of the size, or the helper raises the fault. */
    public static final int ALIGNED = 1 << 5;
    /** c: a later load must not overtake this store. */
    public static final int RELEASE = 1 << 6;
    /** c: with the privilege of user code. */
    public static final int USER = 1 << 7;

    /** d = memory. */
    public static final int LOAD = 50;
    /** memory = d. */
    public static final int STORE = 51;
    /** d = memory, b = the next in memory. */
    public static final int LOAD_PAIR = 52;
    /** memory = d, the next in memory = b. */
    public static final int STORE_PAIR = 53;
    /** d = memory, which the exclusive monitor then watches. */
    public static final int LOAD_EXCLUSIVE = 54;
    /** Stores b if the monitor allows; d = 0 if so, else 1. */
    public static final int STORE_EXCLUSIVE = 55;
    /** d = memory, memory += b, as one. */
    public static final int FETCH_ADD = 56;
    /** d = memory, memory &= ~b, as one. */
    public static final int FETCH_CLEAR = 57;
    /** d = memory, memory |= b, as one. */
    public static final int FETCH_SET = 58;
    /** d = memory, memory ^= b, as one. */
    public static final int FETCH_XOR = 59;
    /** d = memory, memory = b, as one. */
    public static final int SWAP = 60;
    /** d: expected and found value; memory = b if it was d, as one. */
    public static final int COMPARE_SWAP = 61;
    /** As COMPARE_SWAP with 16 bytes: expected and found are d and d + 1, new are b and b + 1; b is no temporary. */
    public static final int COMPARE_SWAP_PAIR = 67;
    /** Clears c << 8 bytes, a power of two up to a page, round the address. */
    public static final int ZERO_BLOCK = 62;
    /** Goes on where the byte could be read without the helper, but does not read it. */
    public static final int PROBE = 46;
    /**
     * The same for the byte at a, and only if nothing was made from code of its page: imm is the address of 1 << c bytes,
     * of which the one with the low bits of the physical page's number is zero then.
     */
    public static final int PROBE_CODE = 47;
    /** d is a vector register: c is log2 of the size, up to 16 bytes; the rest of the register becomes zero. */
    public static final int LOAD_V = 63;

    public static final int STORE_V = 64;
    public static final int LOAD_PAIR_V = 65;
    public static final int STORE_PAIR_V = 66;

    /** c of COPY_BLOCK and FILL_BLOCK: memory is read, or written, with the privilege of user code. */
    public static final int READS_AS_USER = 1 << 4;

    public static final int WRITES_AS_USER = 1 << 5;
    /** c of COPY_BLOCK: the helper copies if the destination begins inside the source, and goes from its end. */
    public static final int EITHER_WAY = 1 << 6;
    /**
     * Copies b bytes from a to d, if they are in one page on each side; then adds b to a and d, makes b zero and clears
     * the flags. a, b and d are general registers, all different.
     */
    public static final int COPY_BLOCK = 68;
    /** The same with the low byte of a, which stays, instead of what is in memory there; a may be {@link #ZERO}. */
    public static final int FILL_BLOCK = 69;

    // State and order.
    /** d = the word of the state at offset imm. */
    public static final int STATE_LOAD = 70;
    /** The word of the state at offset imm = a. */
    public static final int STATE_STORE = 71;
    /** Stores before it are seen before loads after it. */
    public static final int FENCE = 72;
    /** A hint that the guest waits for another vCPU. */
    public static final int PAUSE = 88;
    /** Leaves the block behind this instruction if the stack pointer is no multiple of 16. */
    public static final int CHECK_SP = 73;
    /**
     * d = nanoseconds of the host's monotonic clock less the word of the state at offset imm; destroys T0 and T1. Only
     * where {@code host.HostClock} knows the clock.
     */
    public static final int CLOCK = 74;
    /** The whole instruction is executed by the helper, which comes back to the next one. */
    public static final int HELPER = 75;
    /** Leaves for the helper if the state's word at offset imm is not zero. */
    public static final int HELPER_UNLESS_ZERO = 76;
    /** Ends the block there if the state's word at offset imm is not zero: the helper says where to go on. */
    public static final int HELPER_END_UNLESS_ZERO = 78;
    /** Leaves for the helper if (the word at offset imm & c) is zero. */
    public static final int HELPER_IF_CLEAR = 77;

    /** Leaves for the helper, which reads the flags, if a is not zero. */
    public static final int HELPER_UNLESS_NONE = 79;

    // Control; targets are offsets from the start of the page, which may lie outside of it.
    /** Ends the block: goes on at imm. */
    public static final int GOTO = 80;
    /** Goes on at imm if the condition c holds. */
    public static final int GOTO_IF = 81;
    /** Goes on at imm if a is zero. */
    public static final int GOTO_ZERO = 82;

    public static final int GOTO_NONZERO = 83;
    /** Goes on at imm if bit c of a is set. */
    public static final int GOTO_BIT_SET = 84;

    public static final int GOTO_BIT_CLEAR = 85;
    /** Ends the block: goes on at the virtual address a. */
    public static final int GOTO_ADDRESS = 86;
    /** Ends the block: the helper executes the instruction, and says where it goes on. */
    public static final int HELPER_END = 87;

    // Floating point and vectors: d, a, b are vector registers unless said otherwise.
    /** Ends the block as {@link #HELPER_END} does if floating point is off or its modes are not the usual ones. */
    public static final int BEGIN_F = 100;
    /** Flags of the comparison of a and b (b may be {@link #IMM}: zero); c: log2 of the size, {@link #SIGNED} if quiet NaNs signal. */
    public static final int COMPARE_F = 101;
    /** The same where the condition imm & 15 holds, else the four bits imm >>> 4. */
    public static final int COMPARE_F_IF = 102;
    /** d = condition imm ? a : b; c: log2 of the size. */
    public static final int SELECT_V = 103;

    // Vectors; c as {@link VectorShape} says. Memory: the address is a + imm, d the first of some registers.
    /** Whole registers = memory; registers that are not full have zeros above. */
    public static final int LOAD_MANY_V = 150;
    /** Memory = whole registers. */
    public static final int STORE_MANY_V = 151;
    /** A lane of each register = memory; the other lanes stay. */
    public static final int LOAD_LANE_V = 152;

    public static final int STORE_LANE_V = 153;
    /** All lanes of each register = the same from memory. */
    public static final int LOAD_ALL_V = 154;
    /** What c says, which is from {@link VectorOperation#of}. */
    public static final int VECTOR = 160;
    /** d = imm in the lower half, and if c is not 0 in the upper half too. */
    public static final int CONSTANT_V = 161;
    /** All lanes of d = a, which is a general register. */
    public static final int BROADCAST_V = 162;
    /** A lane of d = a, which is a general register. */
    public static final int INSERT_V = 163;
    /** d, a general register, = a lane of the vector register a; c also has {@link #SIGNED}. */
    public static final int EXTRACT_V = 164;
    // Scalars: c is log2 of the size, 2 or 3; the rest of the destination becomes zero.
    /** d = a. */
    public static final int MOV_F = 104;
    /** d = imm. */
    public static final int CONST_F = 105;

    public static final int ABS_F = 106;
    public static final int NEG_F = 107;
    public static final int ADD_F = 108;
    public static final int SUB_F = 109;
    public static final int MUL_F = 110;
    /** d = -(a * b). */
    public static final int NMUL_F = 111;

    public static final int DIV_F = 112;
    public static final int SQRT_F = 113;
    public static final int MAX_F = 114;
    public static final int MIN_F = 115;
    /** The same, but a number is preferred to a quiet NaN. */
    public static final int MAXNUM_F = 116;

    public static final int MINNUM_F = 117;
    /** d = a * b + vector register imm, rounded once; c also: {@link #NEGATE_PRODUCT}, {@link #NEGATE_ADDEND}. */
    public static final int FMA_F = 118;
    /** General register d = 1 << c bytes of a, from element imm on. */
    public static final int TO_GENERAL = 119;
    /** d = 1 << c bytes of general register a. */
    public static final int FROM_GENERAL = 120;
    /** Upper half of d = general register a; the lower stays. */
    public static final int FROM_GENERAL_HIGH = 121;
    /** d = a in the other format; c is the size of a. */
    public static final int CONVERT_F = 122;
    /** d = a as an integral number; imm: how it is rounded, and {@link #EXACT}. */
    public static final int ROUND_F = 123;
    /** General register d = a * 2^(imm >>> 8) as an integer, in its low byte imm as for rounding, and {@link #UNSIGNED}. */
    public static final int FLOAT_TO_INT = 124;
    /** d = general register a * 2^-(imm >>> 8); in its low byte {@link #UNSIGNED}. */
    public static final int INT_TO_FLOAT = 125;

    /** c of FMA_F. */
    public static final int NEGATE_PRODUCT = 1 << 4;

    public static final int NEGATE_ADDEND = 1 << 5;

    /** How to round, in imm. */
    public static final int ROUND_EVEN = 0;

    public static final int ROUND_UP = 1;
    public static final int ROUND_DOWN = 2;
    public static final int ROUND_ZERO = 3;
    /** To nearest, ties away from zero. */
    public static final int ROUND_AWAY = 4;
    /** The bits of imm that say how to round. */
    public static final int ROUNDING = 7;
    /** A result that differs from the operand is inexact. */
    public static final int EXACT = 8;
    /** The integer has no sign. */
    public static final int UNSIGNED = 16;

    /** From here on, operations are on whole vectors. */
    public static final int FIRST_VECTOR = 150;

    private Micro() {}
}
