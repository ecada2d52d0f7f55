package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.VectorOperation;

/**
 * AES and SHA. The host's rounds are cut elsewhere than the guest's: its AES rounds add the key last, and its SHA rounds
 * take the halves of the hash in another order, with the round constants of SHA-1 built in.
 */
final class CryptoLowering {
    private static final int X1 = 1;
    private static final int X2 = 2;

    private final VectorFrame frame;
    private final Assembler asm;

    /** SHA-1's constants of the rounds with each function (FIPS 180-4, 4.2.1). */
    private final int[] roundConstants = new int[3];

    private final int lowestWord;

    CryptoLowering(VectorFrame frame) {
        this.frame = frame;
        asm = frame.asm;
        roundConstants[0] = frame.constants.add(twice(0x5a82_7999L));
        roundConstants[1] = frame.constants.add(twice(0x6ed9_eba1L));
        roundConstants[2] = frame.constants.add(twice(0x8f1b_bcdcL));
        lowestWord = frame.constants.add(0xffff_ffffL, 0);
    }

    private static long twice(long word) {
        return word << 32 | word;
    }

    void lower() {
        int operation = frame.operation();
        boolean aes = operation <= VectorOperation.AES_UNMIX;
        if (aes ? !frame.features.aes() : needsSha(operation) && !frame.features.shaNi()) {
            frame.giveUp();
            return;
        }
        switch (operation) {
            case VectorOperation.AES_ENCRYPT -> round(frame.isMixedNext() ? Sse.AESENC : Sse.AESENCLAST);
            case VectorOperation.AES_DECRYPT -> round(Sse.AESDECLAST);
            case VectorOperation.AES_MIX -> {
                // What the first does to bytes, the second undoes.
                frame.zero(X3);
                asm.vec(Sse.AESDECLAST, X0, frame.useA(), X3);
                int result = frame.wholeResult();
                asm.vec(Sse.AESENC, result, X0, X3);
                frame.finishWhole(result);
            }
            case VectorOperation.AES_UNMIX -> {
                int result = frame.wholeResult();
                asm.un(Sse.AESIMC, result, frame.useA());
                frame.finishWhole(result);
            }
            case VectorOperation.SHA1_CHOOSE -> sha1(0);
            case VectorOperation.SHA1_PARITY -> sha1(1);
            case VectorOperation.SHA1_MAJORITY -> sha1(2);
            case VectorOperation.SHA1_ROTATE -> {
                rotate(X0, frame.useA(), 30);
                frame.finishLowest(X0, 4);
            }
            case VectorOperation.SHA1_SCHEDULE0 -> {
                int a = frame.useA();
                frame.vectors.load(X0, frame.d());
                asm.vecImm(Sse.PALIGNR, X3, a, X0, 8);
                asm.vec(Sse.PXOR, X0, X0, X3);
                int result = frame.wholeResult();
                asm.vec(Sse.PXOR, result, X0, frame.useB());
                frame.finishWhole(result);
            }
            case VectorOperation.SHA1_SCHEDULE1 -> sha1Schedule();
            default -> sha256(operation);
        }
    }

    /** Whether micro-operation i has been done with the one before: a round and the mixing of columns behind it. */
    boolean isDone(MicroBlock block, int i) {
        return frame.features.aes() && i > 0 && VectorFrame.isMixed(block, i - 1);
    }

    private static boolean needsSha(int operation) {
        return operation != VectorOperation.SHA1_ROTATE
                && operation != VectorOperation.SHA1_SCHEDULE0
                && operation != VectorOperation.SHA1_SCHEDULE1;
    }

    private void round(int op) {
        frame.withOld(Sse.PXOR, X0, frame.useA());
        frame.zero(X3);
        int result = frame.wholeResult();
        asm.vec(op, result, X0, X3);
        frame.finishWhole(result);
    }

    /** Rotates words to the left; destroys X3. */
    private void rotate(int dst, int src, int distance) {
        asm.shiftImm(Sse.PSRLD, X3, src, 32 - distance);
        asm.shiftImm(Sse.PSLLD, dst, src, distance);
        asm.vec(Sse.POR, dst, dst, X3);
    }

    private void sha1(int function) {
        int a = frame.useA();
        int b = frame.useB();
        // The guest has added the constant already, the host will add it again; and the host wants the fifth word of
        // the hash in the first of the schedule.
        asm.vecM(Sse.PSUBD, X0, b, frame.constants.at(roundConstants[function]));
        asm.vecM(Sse.PAND, X3, a, frame.constants.at(lowestWord));
        asm.vec(Sse.PADDD, X0, X0, X3);
        asm.unImm(Sse.PSHUFD, X0, X0, 0x1b);
        asm.unImm(Sse.PSHUFD, X1, frame.useOld(), 0x1b);
        asm.vecImm(Sse.SHA1RNDS4, X1, X1, X0, function);
        int result = frame.wholeResult();
        asm.unImm(Sse.PSHUFD, result, X1, 0x1b);
        frame.finishWhole(result);
    }

    private void sha1Schedule() {
        asm.shiftImm(Sse.PSRLDQ, X0, frame.useA(), 4);
        frame.withOld(Sse.PXOR, X0, X0);
        rotate(X1, X0, 1);
        // The last word also wants the new first one.
        rotate(X2, X0, 2);
        asm.shiftImm(Sse.PSLLDQ, X2, X2, 12);
        int result = frame.wholeResult();
        asm.vec(Sse.PXOR, result, X1, X2);
        frame.finishWhole(result);
    }

    private void sha256(int operation) {
        switch (operation) {
            case VectorOperation.SHA256_FIRST -> sha256Rounds(false);
            case VectorOperation.SHA256_SECOND -> sha256Rounds(true);
            case VectorOperation.SHA256_SCHEDULE0 -> {
                int a = frame.useA();
                frame.vectors.load(X0, frame.d());
                asm.vec(Sse.SHA256MSG1, X0, X0, a);
                frame.finishWhole(X0);
            }
            default -> {
                int a = frame.useA();
                int b = frame.useB();
                asm.vecImm(Sse.PALIGNR, X0, b, a, 4);
                frame.withOld(Sse.PADDD, X0, X0);
                asm.vec(Sse.SHA256MSG2, X0, X0, b);
                frame.finishWhole(X0);
            }
        }
    }

    /** The host's halves are, from the lowest word, F E B A and H G D C; the guest's are A B C D and E F G H. */
    private void sha256Rounds(boolean second) {
        // To X1: a to d; to X2: e to h.
        int own = second ? X2 : X1;
        frame.vectors.load(own, frame.d());
        frame.vectors.load(second ? X1 : X2, frame.a());
        asm.vecImm(Sse.SHUFPS, X3, X2, X1, 0xbb);
        asm.vecImm(Sse.SHUFPS, X2, X2, X1, 0x11);
        frame.vectors.load(X0, frame.b());
        asm.vec(Sse.SHA256RNDS2, X3, X3, X2);
        asm.unImm(Sse.PSHUFD, X0, X0, 0xee);
        asm.vec(Sse.SHA256RNDS2, X2, X2, X3);
        asm.vecImm(Sse.SHUFPS, X0, X2, X3, second ? 0x11 : 0xbb);
        frame.finishWhole(X0);
    }
}
