package org.polyvisor.arm.interpreter;

import static org.polyvisor.arm.interpreter.Slot.general;
import static org.polyvisor.arm.interpreter.Slot.of;
import static org.polyvisor.arm.interpreter.Slot.source;
import static org.polyvisor.arm.interpreter.Slot.sourceOrSp;
import static org.polyvisor.arm.interpreter.Slot.targetRegister;

import org.polyvisor.arm.a64.Fields;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.interpreter.generated.LeafOps;

/** Slots of loads and stores. */
final class MemorySlots {
    /** By access size, log2. */
    private static final int[] LOAD = {LeafOps.LD1, LeafOps.LD2, LeafOps.LD4, LeafOps.LD8};

    private static final int[] LOAD_POST = {LeafOps.LD1_POST, 0, LeafOps.LD4_POST, LeafOps.LD8_POST};
    private static final int[] LOAD_PRE = {LeafOps.LD1_PRE, 0, 0, LeafOps.LD8_PRE};
    private static final int[] LOAD_RX = {LeafOps.LD1_RX, LeafOps.LD2_RX, LeafOps.LD4_RX, LeafOps.LD8_RX};
    private static final int[] LOAD_RU = {LeafOps.LD1_RU, LeafOps.LD2_RU, LeafOps.LD4_RU, LeafOps.LD8_RU};
    private static final int[] LOAD_RS = {0, 0, LeafOps.LD4_RS, LeafOps.LD8_RS};
    private static final int[] SIGNED_X = {LeafOps.LDS1, LeafOps.LDS2, LeafOps.LDS4};
    private static final int[] SIGNED_W = {LeafOps.LDS1W, LeafOps.LDS2W};
    private static final int[] SIGNED_X_POST = {LeafOps.LDS1_POST, LeafOps.LDS2_POST, LeafOps.LDS4_POST};
    private static final int[] SIGNED_W_POST = {LeafOps.LDS1W_POST, LeafOps.LDS2W_POST};
    private static final int[][] SIGNED_X_REGISTER = {
        {LeafOps.LDS1_RX, LeafOps.LDS1_RU, LeafOps.LDS1_RS}, {LeafOps.LDS2_RX, LeafOps.LDS2_RU, LeafOps.LDS2_RS}
    };
    private static final int[][] SIGNED_W_REGISTER = {
        {LeafOps.LDS1W_RX, LeafOps.LDS1W_RU, LeafOps.LDS1W_RS}, {LeafOps.LDS2W_RX, LeafOps.LDS2W_RU, LeafOps.LDS2W_RS}
    };
    private static final int[] STORE = {LeafOps.ST1, LeafOps.ST2, LeafOps.ST4, LeafOps.ST8};
    private static final int[] STORE_POST = {LeafOps.ST1_POST, 0, LeafOps.ST4_POST, LeafOps.ST8_POST};
    private static final int[] STORE_PRE = {0, 0, 0, LeafOps.ST8_PRE};
    private static final int[] STORE_RX = {LeafOps.ST1_RX, LeafOps.ST2_RX, LeafOps.ST4_RX, LeafOps.ST8_RX};
    private static final int[] STORE_RS = {LeafOps.ST1_RS, LeafOps.ST2_RS, LeafOps.ST4_RS, LeafOps.ST8_RS};
    private static final int[] STORE_RU = {LeafOps.ST1_RU, 0, LeafOps.ST4_RU, LeafOps.ST8_RU};

    private MemorySlots() {}

    /** The slot, or 0 where the row is none of these. */
    static long slot(int row, int insn) {
        int size = Fields.size(insn);
        return switch (row) {
            case A64Rows.LDR_uimm -> load(LOAD[size], insn, unsignedOffset(insn));
            case A64Rows.LDUR -> load(LOAD[size], insn, (int) Fields.imm9(insn));
            case A64Rows.LDRS_uimm_x -> load(SIGNED_X[size], insn, unsignedOffset(insn));
            case A64Rows.LDURS_x -> load(SIGNED_X[size], insn, (int) Fields.imm9(insn));
            case A64Rows.LDRS_uimm_w -> load(SIGNED_W[size], insn, unsignedOffset(insn));
            case A64Rows.LDURS_w -> load(SIGNED_W[size], insn, (int) Fields.imm9(insn));
            case A64Rows.LDR_post -> loadIndexed(LOAD_POST[size], insn);
            case A64Rows.LDR_pre -> loadIndexed(LOAD_PRE[size], insn);
            case A64Rows.STR_uimm -> store(STORE[size], insn, unsignedOffset(insn));
            case A64Rows.STUR -> store(STORE[size], insn, (int) Fields.imm9(insn));
            case A64Rows.STR_post -> storeIndexed(STORE_POST[size], insn);
            case A64Rows.STR_pre -> storeIndexed(STORE_PRE[size], insn);
            case A64Rows.LDR_reg -> loadRegister(insn, size);
            case A64Rows.LDRS_reg_x ->
                size == 2 ? loadSignedWord(insn) : loadSigned(insn, SIGNED_X_REGISTER[size], size);
            case A64Rows.LDRS_reg_w -> loadSigned(insn, SIGNED_W_REGISTER[size], size);
            case A64Rows.LDRS_post_x -> loadSignedPost(insn, SIGNED_X_POST[size]);
            case A64Rows.LDRS_post_w -> loadSignedPost(insn, SIGNED_W_POST[size]);
            case A64Rows.STR_reg -> storeRegister(insn, size);
            case A64Rows.LDR_lit ->
                size == 1
                        ? of(LeafOps.LD8_LIT, targetRegister(Fields.rt(insn)), 0, 0, insn << 8 >> 11 & ~3)
                        : general();
            case A64Rows.LDP, A64Rows.LDNP -> pair(insn, LeafOps.LDP, LeafOps.LDP4, true, false);
            case A64Rows.LDP_post -> pair(insn, LeafOps.LDP_POST, 0, true, true);
            case A64Rows.LDP_pre -> pairBefore(insn);
            case A64Rows.STP, A64Rows.STNP -> pair(insn, LeafOps.STP, LeafOps.STP4, false, false);
            case A64Rows.STP_pre -> pair(insn, LeafOps.STP_PRE, 0, false, true);
            case A64Rows.STP_post -> pair(insn, LeafOps.STP_POST, 0, false, true);
            default -> vector(row, insn, size);
        };
    }

    private static int unsignedOffset(int insn) {
        return (insn >>> 10 & 0xfff) << Fields.size(insn);
    }

    private static long load(int op, int insn, int offset) {
        return of(op, targetRegister(Fields.rt(insn)), sourceOrSp(Fields.rn(insn)), 0, offset);
    }

    private static long store(int op, int insn, int offset) {
        return of(op, source(Fields.rt(insn)), sourceOrSp(Fields.rn(insn)), 0, offset);
    }

    /** SP must stay a multiple of 16 in the leaf loop. */
    private static boolean breaksStack(int insn, long distance) {
        return Fields.rn(insn) == 31 && (distance & 15) != 0;
    }

    private static long loadIndexed(int op, int insn) {
        long distance = Fields.imm9(insn);
        return op == 0 || breaksStack(insn, distance) ? general() : load(op, insn, (int) distance);
    }

    private static long storeIndexed(int op, int insn) {
        long distance = Fields.imm9(insn);
        return op == 0 || breaksStack(insn, distance) ? general() : store(op, insn, (int) distance);
    }

    private static int shift(int insn, int size) {
        return (insn & 1 << 12) == 0 ? 0 : size;
    }

    private static int byExtension(int insn, int x, int unsigned, int signed) {
        return switch (insn >>> 13 & 7) {
            case 3, 7 -> x;
            case 2 -> unsigned;
            default -> signed;
        };
    }

    private static boolean isSignedWord(int insn) {
        return (insn >>> 13 & 7) == 6;
    }

    private static long loadRegister(int insn, int size) {
        int t = targetRegister(Fields.rt(insn));
        if (size < 2 && isSignedWord(insn)) {
            return secondForm(size == 0 ? LeafOps.LD1_RS : LeafOps.LD2_RS, t, insn, size);
        }
        return registerForm(byExtension(insn, LOAD_RX[size], LOAD_RU[size], LOAD_RS[size]), t, insn, size);
    }

    private static long loadSignedWord(int insn) {
        int t = targetRegister(Fields.rt(insn));
        return isSignedWord(insn)
                ? secondForm(LeafOps.LDS4_RS, t, insn, 2)
                : registerForm(byExtension(insn, LeafOps.LDS4_RX, LeafOps.LDS4_RU, 0), t, insn, 2);
    }

    /** {@code forms}: with an X register, a zero-extended and a sign-extended W register as offset. */
    private static long loadSigned(int insn, int[] forms, int size) {
        return secondForm(byExtension(insn, forms[0], forms[1], forms[2]), targetRegister(Fields.rt(insn)), insn, size);
    }

    private static long loadSignedPost(int insn, int operation) {
        int distance = (int) Fields.imm9(insn);
        return breaksStack(insn, distance)
                ? general()
                : Slot.second(operation, targetRegister(Fields.rt(insn)), sourceOrSp(Fields.rn(insn)), 0, distance);
    }

    private static long storeRegister(int insn, int size) {
        int t = source(Fields.rt(insn));
        return isSignedWord(insn)
                ? secondForm(STORE_RS[size], t, insn, size)
                : registerForm(byExtension(insn, STORE_RX[size], STORE_RU[size], 0), t, insn, size);
    }

    private static long secondForm(int operation, int t, int insn, int size) {
        return Slot.second(operation, t, sourceOrSp(Fields.rn(insn)), source(Fields.rm(insn)), shift(insn, size));
    }

    private static long registerForm(int op, int t, int insn, int size) {
        return op == 0 ? general() : of(op, t, sourceOrSp(Fields.rn(insn)), source(Fields.rm(insn)), shift(insn, size));
    }

    private static long pair(int insn, int x, int w, boolean isLoad, boolean indexed) {
        int op = Fields.is64(insn) ? x : w;
        int distance = (int) Fields.imm7(insn) * (Fields.is64(insn) ? 8 : 4);
        if (op == 0 || indexed && breaksStack(insn, distance)) {
            return general();
        }
        int t = Fields.rt(insn);
        int t2 = Fields.rt2(insn);
        return of(
                op,
                isLoad ? targetRegister(t) : source(t),
                sourceOrSp(Fields.rn(insn)),
                isLoad ? targetRegister(t2) : source(t2),
                distance);
    }

    private static long pairBefore(int insn) {
        int distance = (int) Fields.imm7(insn) * 8;
        if (!Fields.is64(insn) || breaksStack(insn, distance)) {
            return general();
        }
        return Slot.second(
                LeafOps.LDP_PRE,
                targetRegister(Fields.rt(insn)),
                sourceOrSp(Fields.rn(insn)),
                targetRegister(Fields.rt2(insn)),
                distance);
    }

    private static long vector(int row, int insn, int size) {
        int t = Fields.rt(insn);
        int n = sourceOrSp(Fields.rn(insn));
        int q = (insn >>> 10 & 0xfff) << 4;
        int d = (insn >>> 10 & 0xfff) << 3;
        return switch (row) {
            case A64Rows.LDR_uimm_q -> of(LeafOps.LDQ, t, n, 0, q);
            case A64Rows.LDUR_q -> of(LeafOps.LDQ, t, n, 0, (int) Fields.imm9(insn));
            case A64Rows.STR_uimm_q -> of(LeafOps.STQ, t, n, 0, q);
            case A64Rows.STUR_q -> of(LeafOps.STQ, t, n, 0, (int) Fields.imm9(insn));
            case A64Rows.LDR_uimm_v -> size == 3 ? of(LeafOps.LDD, t, n, 0, d) : general();
            case A64Rows.STR_uimm_v -> size == 3 ? of(LeafOps.STD, t, n, 0, d) : general();
            case A64Rows.LDP_v, A64Rows.LDNP_v ->
                size == 2 ? of(LeafOps.LDPQ, t, n, Fields.rt2(insn), (int) Fields.imm7(insn) * 16) : general();
            case A64Rows.STP_v, A64Rows.STNP_v ->
                size == 2 ? of(LeafOps.STPQ, t, n, Fields.rt2(insn), (int) Fields.imm7(insn) * 16) : general();
            default -> 0;
        };
    }
}
