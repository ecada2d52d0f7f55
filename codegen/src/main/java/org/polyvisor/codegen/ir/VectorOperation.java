package org.polyvisor.codegen.ir;

/**
 * What {@link Micro#VECTOR} does: in c above the shape of {@link VectorShape}, where {@link #of} puts it. d, a and b are
 * vectors; suffixes S and U tell signed from unsigned lanes.
 */
public final class VectorOperation {
    // Bits: a op b; of three, the destination takes part.
    public static final int AND = 1;
    /** a & ~b. */
    public static final int BIC = 2;

    public static final int OR = 3;
    /** a | ~b. */
    public static final int ORN = 4;

    public static final int XOR = 5;
    /** d ? a : b, bit by bit. */
    public static final int SELECT = 6;
    /** b ? a : d, bit by bit. */
    public static final int INSERT_IF = 7;
    /** b ? d : a, bit by bit. */
    public static final int INSERT_UNLESS = 8;
    /** ~a. */
    public static final int NOT = 9;

    // Lanes.
    public static final int ADD = 10;
    public static final int SUB = 11;
    public static final int MUL = 12;
    /** d + a * b. */
    public static final int MUL_ADD = 13;
    /** d - a * b. */
    public static final int MUL_SUB = 14;

    public static final int MAX_S = 15;
    public static final int MAX_U = 16;
    public static final int MIN_S = 17;
    public static final int MIN_U = 18;
    /** |a - b|. */
    public static final int DISTANCE_S = 19;

    public static final int DISTANCE_U = 20;
    /** d + |a - b|. */
    public static final int ADD_DISTANCE_S = 21;

    public static final int ADD_DISTANCE_U = 22;
    public static final int ABS = 23;
    public static final int NEG = 24;
    /** (a + b) / 2, rounded down. */
    public static final int HALVE_S = 25;

    public static final int HALVE_U = 26;
    /** (a + b + 1) / 2, rounded down. */
    public static final int HALVE_UP_S = 27;

    public static final int HALVE_UP_U = 28;

    // Comparisons: all ones or zero.
    public static final int EQ = 29;
    public static final int GT_S = 30;
    public static final int GT_U = 31;
    public static final int GE_S = 32;
    public static final int GE_U = 33;
    /** a & b is not zero. */
    public static final int TEST = 34;

    public static final int EQ_ZERO = 35;
    public static final int GT_ZERO = 36;
    public static final int GE_ZERO = 37;
    public static final int LE_ZERO = 38;
    public static final int LT_ZERO = 39;

    // Saturating; they tell the state.
    public static final int SAT_ADD_S = 40;
    public static final int SAT_ADD_U = 41;
    public static final int SAT_SUB_S = 42;
    public static final int SAT_SUB_U = 43;
    /** Signed to signed; imm as for NARROW. */
    public static final int SAT_NARROW_S = 44;
    /** Unsigned to unsigned. */
    public static final int SAT_NARROW_U = 45;
    /** Signed to unsigned. */
    public static final int SAT_NARROW_SU = 46;

    // Shifts of a by imm, or by the lowest byte of b, which shifts right where it is negative.
    public static final int SHL = 47;
    public static final int SHR_U = 48;
    public static final int SHR_S = 49;
    /** d + (a >> imm). */
    public static final int SHR_ADD_U = 50;

    public static final int SHR_ADD_S = 51;
    /** (a + (1 << imm - 1)) >> imm, without overflow. */
    public static final int ROUND_SHR_U = 52;

    public static final int ROUND_SHR_S = 53;
    public static final int ROUND_SHR_ADD_U = 54;
    public static final int ROUND_SHR_ADD_S = 55;
    /** The bits of d below the shifted ones stay. */
    public static final int SHL_INSERT = 56;
    /** The bits of d above the shifted ones stay. */
    public static final int SHR_INSERT = 57;

    public static final int SHIFT_U = 58;
    public static final int SHIFT_S = 59;

    // Between lanes and lanes of twice their size; size is the narrow one. FULL means the upper half of the narrow
    // vector.
    /** a << imm. */
    public static final int WIDEN_U = 60;

    public static final int WIDEN_S = 61;
    /** a >> imm. */
    public static final int NARROW = 62;

    public static final int ROUND_NARROW = 63;
    /** The upper half of a + b. */
    public static final int ADD_NARROW = 64;

    public static final int SUB_NARROW = 65;
    public static final int ROUND_ADD_NARROW = 66;
    public static final int ROUND_SUB_NARROW = 67;
    public static final int ADD_LONG_S = 68;
    public static final int ADD_LONG_U = 69;
    public static final int SUB_LONG_S = 70;
    public static final int SUB_LONG_U = 71;
    /** a is wide. */
    public static final int ADD_WIDE_S = 72;

    public static final int ADD_WIDE_U = 73;
    public static final int SUB_WIDE_S = 74;
    public static final int SUB_WIDE_U = 75;
    public static final int DISTANCE_LONG_S = 76;
    public static final int DISTANCE_LONG_U = 77;
    public static final int ADD_DISTANCE_LONG_S = 78;
    public static final int ADD_DISTANCE_LONG_U = 79;
    public static final int MUL_LONG_S = 80;
    public static final int MUL_LONG_U = 81;
    public static final int MUL_ADD_LONG_S = 82;
    public static final int MUL_ADD_LONG_U = 83;
    public static final int MUL_SUB_LONG_S = 84;
    public static final int MUL_SUB_LONG_U = 85;
    /** d + the sums of products of four bytes each. */
    public static final int DOT_S = 86;

    public static final int DOT_U = 87;
    /** Product of polynomials over GF(2). */
    public static final int POLY_LONG = 88;

    // Neighbours.
    public static final int PAIR_ADD = 89;
    public static final int PAIR_MAX_S = 90;
    public static final int PAIR_MAX_U = 91;
    public static final int PAIR_MIN_S = 92;
    public static final int PAIR_MIN_U = 93;
    /** The sum of the two halves. */
    public static final int PAIR_ADD_SCALAR = 94;
    /** Sums of neighbours, twice as large. */
    public static final int PAIR_LONG_S = 95;

    public static final int PAIR_LONG_U = 96;
    public static final int PAIR_LONG_ADD_S = 97;
    public static final int PAIR_LONG_ADD_U = 98;
    /** Of all lanes. */
    public static final int SUM = 99;

    public static final int SUM_LONG_S = 100;
    public static final int SUM_LONG_U = 101;
    public static final int MAX_OF_S = 102;
    public static final int MAX_OF_U = 103;
    public static final int MIN_OF_S = 104;
    public static final int MIN_OF_U = 105;
    /** Of bytes. */
    public static final int COUNT_ONES = 106;
    /** Of bytes. */
    public static final int REVERSE_BITS = 107;

    // Order.
    public static final int EVEN = 108;
    public static final int ODD = 109;
    public static final int TRANSPOSE_EVEN = 110;
    public static final int TRANSPOSE_ODD = 111;
    public static final int INTERLEAVE_LOW = 112;
    public static final int INTERLEAVE_HIGH = 113;
    /** Bytes of b:a from imm on. */
    public static final int EXTRACT = 114;
    /** Elements of half-words. */
    public static final int REVERSE16 = 115;
    /** Elements of words. */
    public static final int REVERSE32 = 116;
    /** Elements of doublewords. */
    public static final int REVERSE64 = 117;
    /** Bytes of imm registers from a on, at the places that b tells; zero outside. */
    public static final int LOOKUP = 118;
    /** The same; d stays outside. */
    public static final int LOOKUP_INSERT = 119;
    /** Lane imm of a to all. */
    public static final int BROADCAST = 120;
    /** Lane imm of a, alone. */
    public static final int LANE = 121;
    /** Lane imm & 15 = lane imm >>> 4 of a. */
    public static final int INSERT = 122;

    // Floating point, in single or double precision by size; with LOWEST only of the lowest element.
    public static final int F_ADD = 123;
    public static final int F_SUB = 124;
    public static final int F_MUL = 125;
    public static final int F_DIV = 126;
    public static final int F_MUL_ADD = 127;
    public static final int F_MUL_SUB = 128;
    public static final int F_MAX = 129;
    public static final int F_MIN = 130;
    public static final int F_MAX_NUMBER = 131;
    public static final int F_MIN_NUMBER = 132;
    public static final int F_DISTANCE = 133;
    public static final int F_SQRT = 134;
    public static final int F_ABS = 135;
    public static final int F_NEG = 136;
    public static final int F_EQ = 137;
    public static final int F_GE = 138;
    public static final int F_GT = 139;
    public static final int F_ABS_GE = 140;
    public static final int F_ABS_GT = 141;
    public static final int F_EQ_ZERO = 142;
    public static final int F_GE_ZERO = 143;
    public static final int F_GT_ZERO = 144;
    public static final int F_LE_ZERO = 145;
    public static final int F_LT_ZERO = 146;
    public static final int F_PAIR_ADD = 147;
    public static final int F_PAIR_MAX = 148;
    public static final int F_PAIR_MIN = 149;
    public static final int F_PAIR_ADD_SCALAR = 150;
    public static final int F_WIDEN = 151;
    public static final int F_NARROW = 152;
    /** imm: 0 to nearest, 1 down, 2 up, 3 towards zero; 8: never inexact. */
    public static final int F_ROUND = 153;

    public static final int F_TO_INT_S = 154;
    /** imm as for F_ROUND. */
    public static final int F_TO_INT_U = 232;

    public static final int F_FROM_INT_S = 155;
    public static final int F_FROM_INT_U = 156;

    // Cryptography.
    /** A round without the mixing of columns; the key is added first. */
    public static final int AES_ENCRYPT = 157;

    public static final int AES_DECRYPT = 158;
    public static final int AES_MIX = 159;
    public static final int AES_UNMIX = 160;
    /** Four rounds; a's lowest word is the hash's fifth, b has the schedule. */
    public static final int SHA1_CHOOSE = 161;

    public static final int SHA1_PARITY = 162;
    public static final int SHA1_MAJORITY = 163;
    public static final int SHA1_ROTATE = 164;
    public static final int SHA1_SCHEDULE0 = 165;
    public static final int SHA1_SCHEDULE1 = 166;
    /** Four rounds: the first half of the hash. */
    public static final int SHA256_FIRST = 167;
    /** The second half. */
    public static final int SHA256_SECOND = 168;

    public static final int SHA256_SCHEDULE0 = 169;
    public static final int SHA256_SCHEDULE1 = 170;

    // With a constant: 64 bits, for both halves.
    public static final int OR_CONSTANT = 230;
    /** d & ~imm. */
    public static final int BIC_CONSTANT = 231;

    // Saturating too. The upper half of 2 * a * b.
    public static final int SAT_MUL_HIGH = 240;

    public static final int SAT_ROUND_MUL_HIGH = 241;
    public static final int SAT_ROUND_NARROW_S = 242;
    public static final int SAT_ROUND_NARROW_U = 243;
    public static final int SAT_ROUND_NARROW_SU = 244;

    private static final int SHIFT = 16;

    private VectorOperation() {}

    /** The parameter c of an operation on lanes of {@code 1 << size} bytes. */
    public static int of(int operation, int size, int shape) {
        return operation << SHIFT | size | shape;
    }

    /** The operation in a parameter c. */
    public static int in(int c) {
        return c >>> SHIFT;
    }
}
