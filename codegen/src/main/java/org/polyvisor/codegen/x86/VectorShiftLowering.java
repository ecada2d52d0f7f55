package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.VectorFrame.X0;
import static org.polyvisor.codegen.x86.VectorFrame.X3;

import org.polyvisor.codegen.ir.VectorOperation;

/** Shifts of lanes. The host has none of bytes, and none to the right of signed doublewords. */
final class VectorShiftLowering {
    private static final long BYTES = 0x0101_0101_0101_0101L;

    private final VectorFrame frame;
    private final Assembler asm;

    /** Bytes, by distance: what a shift of half-words leaves of each. */
    private final int[] afterRight = new int[9];

    private final int[] afterLeft = new int[9];

    /** Bytes, by distance: where the sign bit gets to. */
    private final int[] sign = new int[8];

    /** By size: ones. */
    private final int[] one = new int[4];

    private final int lowBytes32;
    private final int lowBytes64;

    VectorShiftLowering(VectorFrame frame) {
        this.frame = frame;
        asm = frame.asm;
        for (int i = 0; i <= 8; i++) {
            afterRight[i] = frame.constants.add((0xff >> i) * BYTES);
            afterLeft[i] = frame.constants.add((0xff << i & 0xff) * BYTES);
        }
        for (int i = 0; i < 8; i++) {
            sign[i] = frame.constants.add((0x80 >> i) * BYTES);
        }
        one[0] = frame.constants.add(BYTES);
        one[1] = frame.constants.add(0x0001_0001_0001_0001L);
        one[2] = frame.constants.add(0x0000_0001_0000_0001L);
        one[3] = frame.constants.add(1);
        lowBytes32 = frame.constants.add(0x0000_00ff_0000_00ffL);
        lowBytes64 = frame.constants.add(0xff);
    }

    /** A constant of ones in lanes of a size. */
    long one(int size) {
        return frame.constants.at(one[size]);
    }

    void lower() {
        int size = frame.size();
        int n = frame.imm();
        switch (frame.operation()) {
            case VectorOperation.SHL -> {
                int result = frame.result();
                left(result, frame.useA(), n, size);
                frame.finish(result);
            }
            case VectorOperation.SHR_U, VectorOperation.SHR_S -> {
                int result = frame.result();
                right(result, frame.useA(), n, size, frame.operation() == VectorOperation.SHR_S);
                frame.finish(result);
            }
            case VectorOperation.SHR_ADD_U, VectorOperation.SHR_ADD_S -> {
                right(X0, frame.useA(), n, size, frame.operation() == VectorOperation.SHR_ADD_S);
                lastWithOld(VectorFrame.add(size));
            }
            case VectorOperation.ROUND_SHR_U, VectorOperation.ROUND_SHR_S -> {
                rounded(n, size, frame.operation() == VectorOperation.ROUND_SHR_S);
                frame.finish(X0);
            }
            case VectorOperation.ROUND_SHR_ADD_U, VectorOperation.ROUND_SHR_ADD_S -> {
                rounded(n, size, frame.operation() == VectorOperation.ROUND_SHR_ADD_S);
                lastWithOld(VectorFrame.add(size));
            }
            case VectorOperation.SHL_INSERT -> insertLeft(n, size);
            case VectorOperation.SHR_INSERT -> insertRight(n, size);
            case VectorOperation.SHIFT_U -> byRegisterUnsigned(size);
            default -> byRegisterSigned(size);
        }
    }

    private void lastWithOld(int op) {
        int result = frame.result();
        frame.withOld(op, result, X0);
        frame.finish(result);
    }

    private static int leftOp(int size) {
        return size == 1 ? Sse.PSLLW : size == 2 ? Sse.PSLLD : Sse.PSLLQ;
    }

    private static int rightOp(int size) {
        return size == 1 ? Sse.PSRLW : size == 2 ? Sse.PSRLD : Sse.PSRLQ;
    }

    /** To the left by less than the size. */
    void left(int dst, int src, int n, int size) {
        if (size == 0) {
            asm.shiftImm(Sse.PSLLW, dst, src, n);
            asm.vecM(Sse.PAND, dst, dst, frame.constants.at(afterLeft[n]));
        } else {
            asm.shiftImm(leftOp(size), dst, src, n);
        }
    }

    /** To the right, by the size at most; destroys X3 where it is of signed doublewords. */
    void right(int dst, int src, int n, int size, boolean signed) {
        if (!signed) {
            rightUnsigned(dst, src, n, size);
            return;
        }
        switch (size) {
            case 0 -> {
                int distance = Math.min(n, 7);
                rightUnsigned(dst, src, distance, 0);
                asm.vecM(Sse.PXOR, dst, dst, frame.constants.at(sign[distance]));
                asm.vecM(Sse.PSUBB, dst, dst, frame.constants.at(sign[distance]));
            }
            case 1 -> asm.shiftImm(Sse.PSRAW, dst, src, n);
            case 2 -> asm.shiftImm(Sse.PSRAD, dst, src, n);
            default -> {
                asm.unImm(Sse.PSHUFD, X3, src, 0xf5);
                asm.shiftImm(Sse.PSRAD, X3, X3, 31);
                asm.vec(Sse.PXOR, dst, src, X3);
                asm.shiftImm(Sse.PSRLQ, dst, dst, n);
                asm.vec(Sse.PXOR, dst, dst, X3);
            }
        }
    }

    private void rightUnsigned(int dst, int src, int n, int size) {
        if (size == 0) {
            asm.shiftImm(Sse.PSRLW, dst, src, n);
            asm.vecM(Sse.PAND, dst, dst, frame.constants.at(afterRight[n]));
        } else {
            asm.shiftImm(rightOp(size), dst, src, n);
        }
    }

    /** a >> n, rounded, to X0: the bit shifted out last is added. */
    void rounded(int n, int size, boolean signed) {
        int a = frame.useA();
        right(X0, a, n, size, signed);
        rightUnsigned(X3, a, n - 1, size);
        asm.vecM(Sse.PAND, X3, X3, one(size));
        asm.vec(VectorFrame.add(size), X0, X0, X3);
    }

    private void insertLeft(int n, int size) {
        int bits = 8 << size;
        left(X0, frame.useA(), n, size);
        int old = frame.useOld();
        if (size == 0) {
            asm.vecM(Sse.PAND, X3, old, frame.constants.at(afterRight[bits - n]));
        } else {
            asm.shiftImm(leftOp(size), X3, old, bits - n);
            asm.shiftImm(rightOp(size), X3, X3, bits - n);
        }
        asm.vec(Sse.POR, X0, X0, X3);
        frame.finish(X0);
    }

    private void insertRight(int n, int size) {
        int bits = 8 << size;
        right(X0, frame.useA(), n, size, false);
        int old = frame.useOld();
        if (size == 0) {
            asm.vecM(Sse.PAND, X3, old, frame.constants.at(afterLeft[bits - n]));
        } else {
            asm.shiftImm(rightOp(size), X3, old, bits - n);
            asm.shiftImm(leftOp(size), X3, X3, bits - n);
        }
        asm.vec(Sse.POR, X0, X0, X3);
        frame.finish(X0);
    }

    /** Distances as bytes: of d and its negative, one is as large as no lane, so that its shift yields zero. */
    private void byRegisterUnsigned(int size) {
        if (size < 2 || !frame.features.avx2()) {
            frame.giveUp();
            return;
        }
        long mask = frame.constants.at(size == 2 ? lowBytes32 : lowBytes64);
        int a = frame.useA();
        int b = frame.useB();
        frame.zero(X0);
        asm.vec(VectorFrame.sub(size), X0, X0, b);
        asm.vecM(Sse.PAND, X0, X0, mask);
        asm.vec(size == 2 ? Sse.VPSRLVD : Sse.VPSRLVQ, X0, a, X0);
        asm.vecM(Sse.PAND, X3, b, mask);
        asm.vec(size == 2 ? Sse.VPSLLVD : Sse.VPSLLVQ, X3, a, X3);
        asm.vec(Sse.POR, X0, X0, X3);
        frame.finish(X0);
    }

    private void byRegisterSigned(int size) {
        if (size != 2 || !frame.features.avx2()) {
            frame.giveUp();
            return;
        }
        long mask = frame.constants.at(lowBytes32);
        int a = frame.useA();
        int b = frame.useB();
        frame.zero(X0);
        asm.vec(Sse.PSUBD, X0, X0, b);
        asm.vecM(Sse.PAND, X0, X0, mask);
        asm.vec(Sse.VPSRAVD, X0, a, X0);
        asm.vecM(Sse.PAND, X3, b, mask);
        asm.vec(Sse.VPSLLVD, X3, a, X3);
        // The sign of the distance chooses: it is moved to where the blend looks.
        asm.shiftImm(Sse.PSLLD, 2, b, 24);
        asm.blend(Sse.BLENDVPS, X0, X3, X0, 2);
        frame.finish(X0);
    }
}
