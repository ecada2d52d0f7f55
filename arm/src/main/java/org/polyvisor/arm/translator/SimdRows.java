package org.polyvisor.arm.translator;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.VectorOperation;

/** Which vector operation each Advanced SIMD instruction of a regular form is. */
final class SimdRows {
    /** The row is not here. */
    static final int NONE = 0;

    /** Lanes of the size in bits 23..22; a scalar is a doubleword. */
    static final int LANES = 1;

    /** Bytes, whatever bits 23..22 are. */
    static final int BYTES = 2;

    /** A shift to the right by an immediate. */
    static final int RIGHT = 3;

    static final int LEFT = 4;

    /** As {@link #LANES}; the upper half where Q is set. */
    static final int HALF = 5;

    /** As {@link #HALF}, and shifts by the size. */
    static final int SHIFTED_HALF = 6;

    /** Lanes with one lane of the second source. */
    static final int ELEMENT = 7;

    /** Single or double precision by bit 22. */
    static final int FLOAT = 8;

    /** The same with one lane of the second source. */
    static final int FLOAT_ELEMENT = 9;

    /** All 128 bits. */
    static final int WHOLE = 10;

    /** Between single and double precision; the bit 22 that says so is set. */
    static final int FLOAT_WIDTH = 11;

    // Rounding of F_ROUND and F_TO_INT.
    private static final int EVEN = 0;
    private static final int DOWN = 1;
    private static final int UP = 2;
    private static final int ZERO = 3;
    private static final int QUIET = 8;

    private static final int[] OPERATION = new int[A64Rows.COUNT];
    private static final byte[] FORM = new byte[A64Rows.COUNT];
    private static final byte[] IMMEDIATE = new byte[A64Rows.COUNT];

    static {
        lanes();
        shifts();
        widths();
        reductions();
        cryptography();
        floats();
        conversions();
        saturating();
    }

    private SimdRows() {}

    static int operation(int row) {
        return OPERATION[row];
    }

    static int form(int row) {
        return FORM[row];
    }

    /** What the row's operation has as immediate, if the instruction has no field for it. */
    static int immediate(int row) {
        return IMMEDIATE[row];
    }

    private static void put(int row, int form, int operation, int immediate) {
        put(row, form, operation);
        IMMEDIATE[row] = (byte) immediate;
    }

    private static void put(int row, int form, int operation) {
        OPERATION[row] = operation;
        FORM[row] = (byte) form;
    }

    private static void lanes() {
        put(A64Rows.AND_v, BYTES, VectorOperation.AND);
        put(A64Rows.BIC_v, BYTES, VectorOperation.BIC);
        put(A64Rows.ORR_v, BYTES, VectorOperation.OR);
        put(A64Rows.ORN_v, BYTES, VectorOperation.ORN);
        put(A64Rows.EOR_v, BYTES, VectorOperation.XOR);
        put(A64Rows.BSL, BYTES, VectorOperation.SELECT);
        put(A64Rows.BIT, BYTES, VectorOperation.INSERT_IF);
        put(A64Rows.BIF, BYTES, VectorOperation.INSERT_UNLESS);
        put(A64Rows.NOT, BYTES, VectorOperation.NOT);
        put(A64Rows.ADD_v, LANES, VectorOperation.ADD);
        put(A64Rows.SUB_v, LANES, VectorOperation.SUB);
        put(A64Rows.MUL_v, LANES, VectorOperation.MUL);
        put(A64Rows.MLA_v, LANES, VectorOperation.MUL_ADD);
        put(A64Rows.MLS_v, LANES, VectorOperation.MUL_SUB);
        put(A64Rows.MUL_e, ELEMENT, VectorOperation.MUL);
        put(A64Rows.MLA_e, ELEMENT, VectorOperation.MUL_ADD);
        put(A64Rows.MLS_e, ELEMENT, VectorOperation.MUL_SUB);
        put(A64Rows.SMAX, LANES, VectorOperation.MAX_S);
        put(A64Rows.UMAX, LANES, VectorOperation.MAX_U);
        put(A64Rows.SMIN, LANES, VectorOperation.MIN_S);
        put(A64Rows.UMIN, LANES, VectorOperation.MIN_U);
        put(A64Rows.SABD, LANES, VectorOperation.DISTANCE_S);
        put(A64Rows.UABD, LANES, VectorOperation.DISTANCE_U);
        put(A64Rows.SABA, LANES, VectorOperation.ADD_DISTANCE_S);
        put(A64Rows.UABA, LANES, VectorOperation.ADD_DISTANCE_U);
        put(A64Rows.ABS, LANES, VectorOperation.ABS);
        put(A64Rows.NEG_v, LANES, VectorOperation.NEG);
        put(A64Rows.SHADD, LANES, VectorOperation.HALVE_S);
        put(A64Rows.UHADD, LANES, VectorOperation.HALVE_U);
        put(A64Rows.SRHADD, LANES, VectorOperation.HALVE_UP_S);
        put(A64Rows.URHADD, LANES, VectorOperation.HALVE_UP_U);
        put(A64Rows.CMEQ, LANES, VectorOperation.EQ);
        put(A64Rows.CMGT, LANES, VectorOperation.GT_S);
        put(A64Rows.CMHI, LANES, VectorOperation.GT_U);
        put(A64Rows.CMGE, LANES, VectorOperation.GE_S);
        put(A64Rows.CMHS, LANES, VectorOperation.GE_U);
        put(A64Rows.CMTST, LANES, VectorOperation.TEST);
        put(A64Rows.CMEQ_zero, LANES, VectorOperation.EQ_ZERO);
        put(A64Rows.CMGT_zero, LANES, VectorOperation.GT_ZERO);
        put(A64Rows.CMGE_zero, LANES, VectorOperation.GE_ZERO);
        put(A64Rows.CMLE_zero, LANES, VectorOperation.LE_ZERO);
        put(A64Rows.CMLT_zero, LANES, VectorOperation.LT_ZERO);
        put(A64Rows.UZP1, LANES, VectorOperation.EVEN);
        put(A64Rows.UZP2, LANES, VectorOperation.ODD);
        put(A64Rows.TRN1, LANES, VectorOperation.TRANSPOSE_EVEN);
        put(A64Rows.TRN2, LANES, VectorOperation.TRANSPOSE_ODD);
        put(A64Rows.ZIP1, LANES, VectorOperation.INTERLEAVE_LOW);
        put(A64Rows.ZIP2, LANES, VectorOperation.INTERLEAVE_HIGH);
        put(A64Rows.REV16_v, LANES, VectorOperation.REVERSE16);
        put(A64Rows.REV32_v, LANES, VectorOperation.REVERSE32);
        put(A64Rows.REV64_v, LANES, VectorOperation.REVERSE64);
    }

    private static void shifts() {
        put(A64Rows.SHL, LEFT, VectorOperation.SHL);
        put(A64Rows.USHR, RIGHT, VectorOperation.SHR_U);
        put(A64Rows.SSHR, RIGHT, VectorOperation.SHR_S);
        put(A64Rows.USRA, RIGHT, VectorOperation.SHR_ADD_U);
        put(A64Rows.SSRA, RIGHT, VectorOperation.SHR_ADD_S);
        put(A64Rows.URSHR, RIGHT, VectorOperation.ROUND_SHR_U);
        put(A64Rows.SRSHR, RIGHT, VectorOperation.ROUND_SHR_S);
        put(A64Rows.URSRA, RIGHT, VectorOperation.ROUND_SHR_ADD_U);
        put(A64Rows.SRSRA, RIGHT, VectorOperation.ROUND_SHR_ADD_S);
        put(A64Rows.SLI, LEFT, VectorOperation.SHL_INSERT);
        put(A64Rows.SRI, RIGHT, VectorOperation.SHR_INSERT);
        put(A64Rows.USHL, LANES, VectorOperation.SHIFT_U);
        put(A64Rows.SSHL, LANES, VectorOperation.SHIFT_S);
    }

    private static void widths() {
        put(A64Rows.SSHLL, LEFT, VectorOperation.WIDEN_S);
        put(A64Rows.USHLL, LEFT, VectorOperation.WIDEN_U);
        put(A64Rows.SHLL, SHIFTED_HALF, VectorOperation.WIDEN_U);
        put(A64Rows.XTN, HALF, VectorOperation.NARROW);
        put(A64Rows.SHRN, RIGHT, VectorOperation.NARROW);
        put(A64Rows.RSHRN, RIGHT, VectorOperation.ROUND_NARROW);
        put(A64Rows.ADDHN, HALF, VectorOperation.ADD_NARROW);
        put(A64Rows.RADDHN, HALF, VectorOperation.ROUND_ADD_NARROW);
        put(A64Rows.SUBHN, HALF, VectorOperation.SUB_NARROW);
        put(A64Rows.RSUBHN, HALF, VectorOperation.ROUND_SUB_NARROW);
        put(A64Rows.SADDL, HALF, VectorOperation.ADD_LONG_S);
        put(A64Rows.SADDW, HALF, VectorOperation.ADD_WIDE_S);
        put(A64Rows.SSUBL, HALF, VectorOperation.SUB_LONG_S);
        put(A64Rows.SSUBW, HALF, VectorOperation.SUB_WIDE_S);
        put(A64Rows.SABDL, HALF, VectorOperation.DISTANCE_LONG_S);
        put(A64Rows.SABAL, HALF, VectorOperation.ADD_DISTANCE_LONG_S);
        put(A64Rows.UADDL, HALF, VectorOperation.ADD_LONG_U);
        put(A64Rows.UADDW, HALF, VectorOperation.ADD_WIDE_U);
        put(A64Rows.USUBL, HALF, VectorOperation.SUB_LONG_U);
        put(A64Rows.USUBW, HALF, VectorOperation.SUB_WIDE_U);
        put(A64Rows.UABDL, HALF, VectorOperation.DISTANCE_LONG_U);
        put(A64Rows.UABAL, HALF, VectorOperation.ADD_DISTANCE_LONG_U);
        put(A64Rows.SMULL, HALF, VectorOperation.MUL_LONG_S);
        put(A64Rows.SMLAL, HALF, VectorOperation.MUL_ADD_LONG_S);
        put(A64Rows.SMLSL, HALF, VectorOperation.MUL_SUB_LONG_S);
        put(A64Rows.SDOT, LANES, VectorOperation.DOT_S);
        put(A64Rows.SMULL_e, ELEMENT, VectorOperation.MUL_LONG_S);
        put(A64Rows.SMLAL_e, ELEMENT, VectorOperation.MUL_ADD_LONG_S);
        put(A64Rows.SMLSL_e, ELEMENT, VectorOperation.MUL_SUB_LONG_S);
        put(A64Rows.SDOT_e, ELEMENT, VectorOperation.DOT_S);
        put(A64Rows.UMULL, HALF, VectorOperation.MUL_LONG_U);
        put(A64Rows.UMLAL, HALF, VectorOperation.MUL_ADD_LONG_U);
        put(A64Rows.UMLSL, HALF, VectorOperation.MUL_SUB_LONG_U);
        put(A64Rows.UDOT, LANES, VectorOperation.DOT_U);
        put(A64Rows.UMULL_e, ELEMENT, VectorOperation.MUL_LONG_U);
        put(A64Rows.UMLAL_e, ELEMENT, VectorOperation.MUL_ADD_LONG_U);
        put(A64Rows.UMLSL_e, ELEMENT, VectorOperation.MUL_SUB_LONG_U);
        put(A64Rows.UDOT_e, ELEMENT, VectorOperation.DOT_U);
        put(A64Rows.PMULL_1q, HALF, VectorOperation.POLY_LONG);
    }

    private static void reductions() {
        put(A64Rows.ADDP, LANES, VectorOperation.PAIR_ADD);
        put(A64Rows.ADDP_d, LANES, VectorOperation.PAIR_ADD_SCALAR);
        put(A64Rows.ADDV, LANES, VectorOperation.SUM);
        put(A64Rows.CNT, BYTES, VectorOperation.COUNT_ONES);
        put(A64Rows.RBIT_v, BYTES, VectorOperation.REVERSE_BITS);
        put(A64Rows.SMAXP, LANES, VectorOperation.PAIR_MAX_S);
        put(A64Rows.SMINP, LANES, VectorOperation.PAIR_MIN_S);
        put(A64Rows.SADDLP, LANES, VectorOperation.PAIR_LONG_S);
        put(A64Rows.SADALP, LANES, VectorOperation.PAIR_LONG_ADD_S);
        put(A64Rows.SADDLV, LANES, VectorOperation.SUM_LONG_S);
        put(A64Rows.SMAXV, LANES, VectorOperation.MAX_OF_S);
        put(A64Rows.SMINV, LANES, VectorOperation.MIN_OF_S);
        put(A64Rows.UMAXP, LANES, VectorOperation.PAIR_MAX_U);
        put(A64Rows.UMINP, LANES, VectorOperation.PAIR_MIN_U);
        put(A64Rows.UADDLP, LANES, VectorOperation.PAIR_LONG_U);
        put(A64Rows.UADALP, LANES, VectorOperation.PAIR_LONG_ADD_U);
        put(A64Rows.UADDLV, LANES, VectorOperation.SUM_LONG_U);
        put(A64Rows.UMAXV, LANES, VectorOperation.MAX_OF_U);
        put(A64Rows.UMINV, LANES, VectorOperation.MIN_OF_U);
    }

    private static void cryptography() {
        put(A64Rows.AESE, WHOLE, VectorOperation.AES_ENCRYPT);
        put(A64Rows.AESD, WHOLE, VectorOperation.AES_DECRYPT);
        put(A64Rows.AESMC, WHOLE, VectorOperation.AES_MIX);
        put(A64Rows.AESIMC, WHOLE, VectorOperation.AES_UNMIX);
        put(A64Rows.SHA1C, WHOLE, VectorOperation.SHA1_CHOOSE);
        put(A64Rows.SHA1P, WHOLE, VectorOperation.SHA1_PARITY);
        put(A64Rows.SHA1M, WHOLE, VectorOperation.SHA1_MAJORITY);
        put(A64Rows.SHA1H, WHOLE, VectorOperation.SHA1_ROTATE);
        put(A64Rows.SHA1SU0, WHOLE, VectorOperation.SHA1_SCHEDULE0);
        put(A64Rows.SHA1SU1, WHOLE, VectorOperation.SHA1_SCHEDULE1);
        put(A64Rows.SHA256H, WHOLE, VectorOperation.SHA256_FIRST);
        put(A64Rows.SHA256H2, WHOLE, VectorOperation.SHA256_SECOND);
        put(A64Rows.SHA256SU0, WHOLE, VectorOperation.SHA256_SCHEDULE0);
        put(A64Rows.SHA256SU1, WHOLE, VectorOperation.SHA256_SCHEDULE1);
    }

    private static void floats() {
        put(A64Rows.FADD_v, FLOAT, VectorOperation.F_ADD);
        put(A64Rows.FSUB_v, FLOAT, VectorOperation.F_SUB);
        put(A64Rows.FMUL_v, FLOAT, VectorOperation.F_MUL);
        put(A64Rows.FDIV_v, FLOAT, VectorOperation.F_DIV);
        put(A64Rows.FMLA, FLOAT, VectorOperation.F_MUL_ADD);
        put(A64Rows.FMLS, FLOAT, VectorOperation.F_MUL_SUB);
        put(A64Rows.FMAX_v, FLOAT, VectorOperation.F_MAX);
        put(A64Rows.FMIN_v, FLOAT, VectorOperation.F_MIN);
        put(A64Rows.FMAXNM_v, FLOAT, VectorOperation.F_MAX_NUMBER);
        put(A64Rows.FMINNM_v, FLOAT, VectorOperation.F_MIN_NUMBER);
        put(A64Rows.FABD, FLOAT, VectorOperation.F_DISTANCE);
        put(A64Rows.FSQRT_v, FLOAT, VectorOperation.F_SQRT);
        put(A64Rows.FABS_v, FLOAT, VectorOperation.F_ABS);
        put(A64Rows.FNEG_v, FLOAT, VectorOperation.F_NEG);
        put(A64Rows.FCMEQ, FLOAT, VectorOperation.F_EQ);
        put(A64Rows.FCMGE, FLOAT, VectorOperation.F_GE);
        put(A64Rows.FCMGT, FLOAT, VectorOperation.F_GT);
        put(A64Rows.FACGE, FLOAT, VectorOperation.F_ABS_GE);
        put(A64Rows.FACGT, FLOAT, VectorOperation.F_ABS_GT);
        put(A64Rows.FCMEQ_zero, FLOAT, VectorOperation.F_EQ_ZERO);
        put(A64Rows.FCMGE_zero, FLOAT, VectorOperation.F_GE_ZERO);
        put(A64Rows.FCMGT_zero, FLOAT, VectorOperation.F_GT_ZERO);
        put(A64Rows.FCMLE_zero, FLOAT, VectorOperation.F_LE_ZERO);
        put(A64Rows.FCMLT_zero, FLOAT, VectorOperation.F_LT_ZERO);
        put(A64Rows.FADDP, FLOAT, VectorOperation.F_PAIR_ADD);
        put(A64Rows.FMAXP, FLOAT, VectorOperation.F_PAIR_MAX);
        put(A64Rows.FMINP, FLOAT, VectorOperation.F_PAIR_MIN);
        put(A64Rows.FMAXNMP, FLOAT, VectorOperation.F_PAIR_MAX);
        put(A64Rows.FMINNMP, FLOAT, VectorOperation.F_PAIR_MIN);
        put(A64Rows.FADDP_s, FLOAT, VectorOperation.F_PAIR_ADD_SCALAR);
        put(A64Rows.FMAXP_s, FLOAT, VectorOperation.F_PAIR_MAX);
        put(A64Rows.FMINP_s, FLOAT, VectorOperation.F_PAIR_MIN);
        put(A64Rows.FMAXNMP_s, FLOAT, VectorOperation.F_PAIR_MAX);
        put(A64Rows.FMINNMP_s, FLOAT, VectorOperation.F_PAIR_MIN);
        put(A64Rows.FMUL_e, FLOAT_ELEMENT, VectorOperation.F_MUL);
        put(A64Rows.FMLA_e, FLOAT_ELEMENT, VectorOperation.F_MUL_ADD);
        put(A64Rows.FMLS_e, FLOAT_ELEMENT, VectorOperation.F_MUL_SUB);
    }

    private static void conversions() {
        put(A64Rows.FCVTL, FLOAT_WIDTH, VectorOperation.F_WIDEN);
        put(A64Rows.FCVTN, FLOAT_WIDTH, VectorOperation.F_NARROW);
        put(A64Rows.FRINTN_v, FLOAT, VectorOperation.F_ROUND, QUIET | EVEN);
        put(A64Rows.FRINTM_v, FLOAT, VectorOperation.F_ROUND, QUIET | DOWN);
        put(A64Rows.FRINTP_v, FLOAT, VectorOperation.F_ROUND, QUIET | UP);
        put(A64Rows.FRINTZ_v, FLOAT, VectorOperation.F_ROUND, QUIET | ZERO);
        put(A64Rows.FRINTI_v, FLOAT, VectorOperation.F_ROUND, QUIET | EVEN);
        put(A64Rows.FRINTX_v, FLOAT, VectorOperation.F_ROUND, EVEN);
        put(A64Rows.FCVTNS_v, FLOAT, VectorOperation.F_TO_INT_S, EVEN);
        put(A64Rows.FCVTNU_v, FLOAT, VectorOperation.F_TO_INT_U, EVEN);
        put(A64Rows.FCVTMS_v, FLOAT, VectorOperation.F_TO_INT_S, DOWN);
        put(A64Rows.FCVTMU_v, FLOAT, VectorOperation.F_TO_INT_U, DOWN);
        put(A64Rows.FCVTPS_v, FLOAT, VectorOperation.F_TO_INT_S, UP);
        put(A64Rows.FCVTPU_v, FLOAT, VectorOperation.F_TO_INT_U, UP);
        put(A64Rows.FCVTZS_v, FLOAT, VectorOperation.F_TO_INT_S, ZERO);
        put(A64Rows.FCVTZU_v, FLOAT, VectorOperation.F_TO_INT_U, ZERO);
        put(A64Rows.SCVTF_v, FLOAT, VectorOperation.F_FROM_INT_S);
        put(A64Rows.UCVTF_v, FLOAT, VectorOperation.F_FROM_INT_U);
    }

    private static void saturating() {
        put(A64Rows.SQADD, LANES, VectorOperation.SAT_ADD_S);
        put(A64Rows.SQSUB, LANES, VectorOperation.SAT_SUB_S);
        put(A64Rows.SQXTN, HALF, VectorOperation.SAT_NARROW_S);
        put(A64Rows.SQSHRN, RIGHT, VectorOperation.SAT_NARROW_S);
        put(A64Rows.SQRSHRN, RIGHT, VectorOperation.SAT_ROUND_NARROW_S);
        put(A64Rows.UQADD, LANES, VectorOperation.SAT_ADD_U);
        put(A64Rows.UQSUB, LANES, VectorOperation.SAT_SUB_U);
        put(A64Rows.UQXTN, HALF, VectorOperation.SAT_NARROW_U);
        put(A64Rows.UQSHRN, RIGHT, VectorOperation.SAT_NARROW_U);
        put(A64Rows.UQRSHRN, RIGHT, VectorOperation.SAT_ROUND_NARROW_U);
        put(A64Rows.SQXTUN, HALF, VectorOperation.SAT_NARROW_SU);
        put(A64Rows.SQSHRUN, RIGHT, VectorOperation.SAT_NARROW_SU);
        put(A64Rows.SQRSHRUN, RIGHT, VectorOperation.SAT_ROUND_NARROW_SU);
        put(A64Rows.SQDMULH, LANES, VectorOperation.SAT_MUL_HIGH);
        put(A64Rows.SQRDMULH, LANES, VectorOperation.SAT_ROUND_MUL_HIGH);
        put(A64Rows.SQDMULH_e, ELEMENT, VectorOperation.SAT_MUL_HIGH);
        put(A64Rows.SQRDMULH_e, ELEMENT, VectorOperation.SAT_ROUND_MUL_HIGH);
    }
}
