package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;
import org.polyvisor.codegen.ir.VectorOperation;
import org.polyvisor.codegen.ir.VectorShape;

/**
 * The vector operation that is being lowered: where its operands are and where its result goes. By agreement a source
 * that is not pinned is loaded to XMM1 (a) or XMM2 (b); XMM0 and XMM3 are for intermediate results. A register of the
 * guest changes in the operation's last instruction only.
 */
final class VectorFrame {
    /** Where intermediate results go. */
    static final int X0 = 0;

    /** For more of them; also lost where an instruction writes to its second source without AVX. */
    static final int X3 = 3;

    private static final int OF_A = 1;
    private static final int OF_B = 2;

    final Assembler asm;
    final VectorOperands vectors;
    final ConstantPool constants;
    final VectorShuffles shuffles;
    final HostFeatures features;
    private final StateLayout layout;
    private final SlowPaths slow;
    private final int[] byteLane = new int[16];
    private final int[] halfLane = new int[8];
    private MicroBlock block = new MicroBlock();
    private int index;
    private int c;

    VectorFrame(
            Assembler asm,
            VectorOperands vectors,
            ConstantPool constants,
            VectorShuffles shuffles,
            HostFeatures features,
            StateLayout layout,
            SlowPaths slow) {
        this.asm = asm;
        this.vectors = vectors;
        this.constants = constants;
        this.shuffles = shuffles;
        this.features = features;
        this.layout = layout;
        this.slow = slow;
        for (int i = 0; i < byteLane.length; i++) {
            byteLane[i] = constants.add(i * 0x0101_0101_0101_0101L);
        }
        for (int i = 0; i < halfLane.length; i++) {
            halfLane[i] = constants.add((2 * i | 2 * i + 1 << 8) * 0x0001_0001_0001_0001L);
        }
    }

    void begin(MicroBlock block, int index) {
        this.block = block;
        this.index = index;
        c = block.c(index);
    }

    int operation() {
        return VectorOperation.in(c);
    }

    /** Log2 of a lane's bytes. */
    int size() {
        return c & Micro.SIZE;
    }

    boolean isFull() {
        return (c & VectorShape.FULL) != 0;
    }

    boolean isLowest() {
        return (c & VectorShape.LOWEST) != 0;
    }

    boolean isByElement() {
        return (c & VectorShape.BY_ELEMENT) != 0;
    }

    int imm() {
        return (int) block.imm(index);
    }

    /** The number of the destination. */
    int d() {
        return block.d(index);
    }

    /** The number of the first source. */
    int a() {
        return block.a(index);
    }

    /** The number of the second source. */
    int b() {
        return block.b(index);
    }

    /** A register that holds the first source. */
    int useA() {
        return vectors.use(block.a(index), OF_A);
    }

    /** A register that holds the second source. */
    int useB() {
        int b = block.b(index);
        if (!isByElement()) {
            return vectors.use(b, OF_B);
        }
        broadcast(OF_B, vectors.use(b, OF_B), size(), VectorShape.laneOf(c));
        return OF_B;
    }

    /** A register that holds the destination's old value, in the place of b where it is not pinned. */
    int useOld() {
        return vectors.use(block.d(index), OF_B);
    }

    /** {@code dst = x op} the destination's old value. */
    void withOld(int op, int dst, int x) {
        vectors.vec(op, dst, x, block.d(index));
    }

    /** Where the last instruction puts the result. */
    int result() {
        return isFull() ? VectorOperands.target(block.d(index), X0) : X0;
    }

    /** The same where all 128 bits are the result whatever the shape says. */
    int wholeResult() {
        return VectorOperands.target(block.d(index), X0);
    }

    /** The result is in a register: its lower half, unless all of it counts. */
    void finish(int xmm) {
        if (isFull()) {
            vectors.store(block.d(index), xmm);
        } else {
            int target = VectorOperands.target(block.d(index), X0);
            asm.un(Sse.MOVQ, target, xmm);
            vectors.store(block.d(index), target);
        }
    }

    /** All 128 bits of a register are the result. */
    void finishWhole(int xmm) {
        vectors.store(block.d(index), xmm);
    }

    /** The result is the lowest {@code bytes} of a register, which it loses. */
    void finishLowest(int xmm, int bytes) {
        int target = VectorOperands.target(block.d(index), X0);
        if (bytes == 8) {
            asm.un(Sse.MOVQ, target, xmm);
        } else {
            asm.shiftImm(Sse.PSLLDQ, xmm, xmm, 16 - bytes);
            asm.shiftImm(Sse.PSRLDQ, target, xmm, 16 - bytes);
        }
        vectors.store(block.d(index), target);
    }

    /** Whether the next micro-operation mixes the columns of what this round of AES makes: the host does both at once. */
    boolean isMixedNext() {
        return isMixed(block, index);
    }

    static boolean isMixed(MicroBlock block, int i) {
        return i + 1 < block.size()
                && isOperation(block, i, VectorOperation.AES_ENCRYPT)
                && isOperation(block, i + 1, VectorOperation.AES_MIX)
                && block.d(i) == block.d(i + 1)
                && block.d(i) == block.a(i + 1);
    }

    private static boolean isOperation(MicroBlock block, int i, int operation) {
        return block.op(i) == Micro.VECTOR && VectorOperation.in(block.c(i)) == operation;
    }

    /** Where code leaves that finds that the helper has to do it. */
    int helper() {
        return slow.helper(block, index);
    }

    /** The host can't do it: the helper always does. */
    void giveUp() {
        asm.jmp(helper());
    }

    /** Has the state know that an operation saturated, unless all bytes, or the lower half's, are ones. */
    void noteSaturation(int xmm, boolean full) {
        int fine = asm.newLabel();
        asm.pmovmskb(Registers.SCRATCH, xmm);
        if (!full) {
            asm.aluImm(Assembler.OR, false, Registers.SCRATCH, 0xff00);
        }
        asm.aluImm(Assembler.CMP, false, Registers.SCRATCH, 0xffff);
        asm.jcc(Cc.E, fine);
        asm.aluMemImm8(Assembler.OR, Operands.state(layout.saturated()), StateLayout.SATURATED);
        asm.bind(fine);
    }

    /** Copies a lane of {@code src} to all. */
    void broadcast(int dst, int src, int size, int lane) {
        switch (size) {
            case 0 -> asm.vecM(Sse.PSHUFB, dst, src, constants.at(byteLane[lane]));
            case 1 -> asm.vecM(Sse.PSHUFB, dst, src, constants.at(halfLane[lane]));
            case 2 -> asm.unImm(Sse.PSHUFD, dst, src, lane * 0x55);
            default -> asm.unImm(Sse.PSHUFD, dst, src, lane == 0 ? 0x44 : 0xee);
        }
    }

    /** All ones. */
    void ones(int xmm) {
        asm.vec(Sse.PCMPEQD, xmm, xmm, xmm);
    }

    void zero(int xmm) {
        asm.vec(Sse.PXOR, xmm, xmm, xmm);
    }

    static int add(int size) {
        return switch (size) {
            case 0 -> Sse.PADDB;
            case 1 -> Sse.PADDW;
            case 2 -> Sse.PADDD;
            default -> Sse.PADDQ;
        };
    }

    static int sub(int size) {
        return switch (size) {
            case 0 -> Sse.PSUBB;
            case 1 -> Sse.PSUBW;
            case 2 -> Sse.PSUBD;
            default -> Sse.PSUBQ;
        };
    }

    static int equal(int size) {
        return switch (size) {
            case 0 -> Sse.PCMPEQB;
            case 1 -> Sse.PCMPEQW;
            case 2 -> Sse.PCMPEQD;
            default -> Sse.PCMPEQQ;
        };
    }

    static int greater(int size) {
        return switch (size) {
            case 0 -> Sse.PCMPGTB;
            case 1 -> Sse.PCMPGTW;
            case 2 -> Sse.PCMPGTD;
            default -> Sse.PCMPGTQ;
        };
    }

    static int max(int size, boolean signed) {
        return switch (size) {
            case 0 -> signed ? Sse.PMAXSB : Sse.PMAXUB;
            case 1 -> signed ? Sse.PMAXSW : Sse.PMAXUW;
            default -> signed ? Sse.PMAXSD : Sse.PMAXUD;
        };
    }

    static int min(int size, boolean signed) {
        return switch (size) {
            case 0 -> signed ? Sse.PMINSB : Sse.PMINUB;
            case 1 -> signed ? Sse.PMINSW : Sse.PMINUW;
            default -> signed ? Sse.PMINSD : Sse.PMINUD;
        };
    }
}
