package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rn;
import static org.polyvisor.arm.a64.Fields.rs;
import static org.polyvisor.arm.a64.Fields.rt2;

import org.polyvisor.arm.a64.generated.A64Rows;

/**
 * Which registers an instruction may change, as a set of bits: X0 to X30 are bits 0 to 30, SP bit 31, V0 to V31 bits 32
 * to 63. Some that it leaves alone may be in it, too.
 */
final class RegisterWrites {
    /** All registers. */
    static final long ALL = -1L;

    private static final long VECTORS = -1L << 32;

    private RegisterWrites() {}

    /** Those of an instruction that is this row of the table. */
    static long of(int row, int insn) {
        if (row < A64Rows.B) {
            return isConditionalCompare(row) ? 0 : general(rd(insn));
        }
        if (row < A64Rows.SVC) {
            return row == A64Rows.BL || row == A64Rows.BLR ? general(30) : 0;
        }
        if (row < A64Rows.LDR_lit) {
            return ofSystem(row, insn);
        }
        if (row < A64Rows.LDR_lit_v) {
            return ofAccess(row, insn);
        }
        if (row < A64Rows.FADD) {
            return ofVectorAccess(row, insn);
        }
        return row < A64Rows.LDST1 ? ofArithmetic(row, insn) : VECTORS | general(rn(insn));
    }

    private static boolean isConditionalCompare(int row) {
        return row >= A64Rows.CCMN_reg && row <= A64Rows.CCMP_imm;
    }

    private static long general(int register) {
        return 1L << register;
    }

    private static long vector(int register) {
        return 1L << 32 + register;
    }

    private static long ofSystem(int row, int insn) {
        return switch (row) {
            case A64Rows.HINT,
                    A64Rows.YIELD,
                    A64Rows.CLREX,
                    A64Rows.DSB,
                    A64Rows.DMB,
                    A64Rows.SB,
                    A64Rows.SYS,
                    A64Rows.MSR_imm,
                    A64Rows.MSR_reg -> 0;
            case A64Rows.MRS -> general(rd(insn));
            default -> ALL;
        };
    }

    private static long ofAccess(int row, int insn) {
        return switch (row) {
            case A64Rows.PRFM_lit,
                    A64Rows.PRFM_uimm,
                    A64Rows.PRFUM,
                    A64Rows.PRFM_reg,
                    A64Rows.STR_uimm,
                    A64Rows.STUR,
                    A64Rows.STTR,
                    A64Rows.STR_reg,
                    A64Rows.STNP,
                    A64Rows.STP,
                    A64Rows.STLR -> 0;
            case A64Rows.STR_post, A64Rows.STR_pre, A64Rows.STP_post, A64Rows.STP_pre -> general(rn(insn));
            case A64Rows.LDR_post,
                    A64Rows.LDRS_post_x,
                    A64Rows.LDRS_post_w,
                    A64Rows.LDR_pre,
                    A64Rows.LDRS_pre_x,
                    A64Rows.LDRS_pre_w -> general(rd(insn)) | general(rn(insn));
            case A64Rows.LDNP, A64Rows.LDP, A64Rows.LDPSW -> general(rd(insn)) | general(rt2(insn));
            case A64Rows.LDP_post, A64Rows.LDP_pre, A64Rows.LDPSW_post, A64Rows.LDPSW_pre ->
                general(rd(insn)) | general(rt2(insn)) | general(rn(insn));
            case A64Rows.STXR, A64Rows.STLXR, A64Rows.STXP, A64Rows.STLXP, A64Rows.CAS -> general(rs(insn));
            case A64Rows.LDXP, A64Rows.LDAXP -> general(rd(insn)) | general(rt2(insn));
            case A64Rows.CASP -> general(rs(insn)) | general(rs(insn) + 1 & 31);
            default -> general(rd(insn));
        };
    }

    private static long ofVectorAccess(int row, int insn) {
        long base = switch (row) {
            case A64Rows.STR_post_v,
                    A64Rows.LDR_post_v,
                    A64Rows.STR_post_q,
                    A64Rows.LDR_post_q,
                    A64Rows.STR_pre_v,
                    A64Rows.LDR_pre_v,
                    A64Rows.STR_pre_q,
                    A64Rows.LDR_pre_q,
                    A64Rows.STP_post_v,
                    A64Rows.LDP_post_v,
                    A64Rows.STP_pre_v,
                    A64Rows.LDP_pre_v -> general(rn(insn));
            default -> 0;
        };
        boolean isPair = row >= A64Rows.STNP_v;
        return base | vector(rd(insn)) | (isPair ? vector(rt2(insn)) : 0);
    }

    private static long ofArithmetic(int row, int insn) {
        return switch (row) {
            case A64Rows.FCMP, A64Rows.FCMP_zero, A64Rows.FCCMP -> 0;
            case A64Rows.FMOV_to_w,
                    A64Rows.FMOV_to_x,
                    A64Rows.FMOV_to_x_high,
                    A64Rows.FCVTS,
                    A64Rows.FCVTU,
                    A64Rows.FCVTAS,
                    A64Rows.FCVTAU,
                    A64Rows.FCVTZS_fix,
                    A64Rows.FCVTZU_fix,
                    A64Rows.SMOV,
                    A64Rows.UMOV,
                    A64Rows.UMOV_x -> general(rd(insn));
            default -> vector(rd(insn));
        };
    }
}
