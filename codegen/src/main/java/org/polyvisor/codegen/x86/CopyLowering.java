package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Registers.SCRATCH;
import static org.polyvisor.codegen.x86.Registers.TABLE;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;

/**
 * Copies and fills of up to a page, inside one page of the guest on each side. Nothing is written before it is known that
 * all of it can be: what does not go here leaves for the helper as if it had never begun. Sizes up to 64 bytes take as
 * many loads as stores, in this order, so that runs may overlap; longer runs that overlap leave for the helper.
 */
final class CopyLowering {
    private static final int READ_TAG = 0;
    private static final int WRITE_TAG = 8;
    private static final int ADDEND = 16;
    private static final int INDEX_SHIFT = 12 - 5;
    private static final int PAGE = 4096;

    /** Bytes that go through the four vector registers at once. */
    private static final int ROUND = 64;

    /** The upper byte of an address may be a tag. */
    private static final int TAG_BITS = 8;

    private static final int TO = Registers.T0;
    private static final int FROM = Registers.T1;
    private static final int COUNT = SCRATCH;

    private final Assembler asm;
    private final Operands operands;
    private final HostFlags flags;
    private final StateLayout layout;
    private final SlowPaths slow;
    private final int indexMask;

    CopyLowering(Assembler asm, Operands operands, HostFlags flags, StateLayout layout, SlowPaths slow) {
        this.asm = asm;
        this.operands = operands;
        this.flags = flags;
        this.layout = layout;
        this.slow = slow;
        indexMask = layout.dataEntries() - 1 << 5;
    }

    /** COPY_BLOCK. */
    void copy(MicroBlock block, int i) {
        int miss = slow.helper(block, i);
        int c = block.c(i);
        checkCount(block, i, miss);
        if ((c & Micro.EITHER_WAY) != 0) {
            checkDirection(block, i, miss);
        }
        find(block.a(i), block.b(i), (c & Micro.READS_AS_USER) != 0, READ_TAG, FROM, miss);
        find(block.d(i), block.b(i), (c & Micro.WRITES_AS_USER) != 0, WRITE_TAG, TO, miss);
        operands.load(COUNT, block.b(i));
        moveBytes(block.b(i), miss);
        operands.load(COUNT, block.b(i));
        advance(block.a(i));
        finish(block, i);
    }

    /** FILL_BLOCK. */
    void fill(MicroBlock block, int i) {
        int miss = slow.helper(block, i);
        checkCount(block, i, miss);
        find(block.d(i), block.b(i), (block.c(i) & Micro.WRITES_AS_USER) != 0, WRITE_TAG, TO, miss);
        operands.load(FROM, block.a(i));
        asm.movzx(1, FROM, FROM);
        asm.movImm(COUNT, 0x0101_0101_0101_0101L);
        asm.imul(true, FROM, COUNT);
        operands.load(COUNT, block.b(i));
        storeBytes(block.b(i));
        operands.load(COUNT, block.b(i));
        finish(block, i);
    }

    /** Goes on only with 1 to 4096 bytes. */
    private void checkCount(MicroBlock block, int i, int miss) {
        operands.load(COUNT, block.b(i));
        asm.aluImm(Assembler.SUB, true, COUNT, 1);
        asm.aluImm(Assembler.CMP, true, COUNT, PAGE);
        asm.jcc(Cc.AE, miss);
    }

    /** Goes on only unless the destination begins inside the source, or the helper has to look closer. */
    private void checkDirection(MicroBlock block, int i, int miss) {
        operands.load(TO, block.d(i));
        operands.alu(Assembler.SUB, true, TO, block.a(i));
        operands.load(COUNT, block.b(i));
        asm.shift(Assembler.SHL, true, TO, TAG_BITS);
        asm.shift(Assembler.SHL, true, COUNT, TAG_BITS);
        asm.alu(Assembler.CMP, true, TO, COUNT);
        asm.jcc(Cc.B, miss);
    }

    /**
     * {@code host} = the host's address of the guest's, if all bytes are in one page that may be accessed. Destroys TO and
     * COUNT.
     */
    private void find(int address, int count, boolean user, int tag, int host, int miss) {
        operands.load(COUNT, address);
        operands.load(TO, count);
        asm.lea(true, TO, Mem.at(COUNT, TO, 0, -1));
        asm.shift(Assembler.SHR, false, COUNT, INDEX_SHIFT);
        asm.aluImm(Assembler.AND, true, TO, -PAGE);
        asm.aluImm(Assembler.AND, false, COUNT, indexMask);
        if (user) {
            asm.aluRM(Assembler.ADD, true, COUNT, Operands.state(layout.userTable()));
        } else {
            asm.alu(Assembler.ADD, true, COUNT, TABLE);
        }
        asm.aluRM(Assembler.CMP, true, TO, Mem.at(COUNT, tag));
        asm.jcc(Cc.NE, miss);
        asm.load(8, host, Mem.at(COUNT, ADDEND));
        operands.alu(Assembler.ADD, true, host, address);
    }

    /** Copies COUNT bytes from FROM to TO; {@code count} is the value that COUNT is. */
    private void moveBytes(int count, int miss) {
        int small = asm.newLabel();
        int two = asm.newLabel();
        int last = asm.newLabel();
        int done = asm.newLabel();
        asm.aluImm(Assembler.CMP, false, COUNT, 16);
        asm.jcc(Cc.B, small);
        asm.aluImm(Assembler.CMP, false, COUNT, 32);
        asm.jcc(Cc.BE, two);
        asm.aluImm(Assembler.CMP, false, COUNT, ROUND);
        asm.jcc(Cc.BE, last);
        moveRounds(miss, done);

        asm.bind(last);
        asm.loadV(0, Mem.at(FROM, 0));
        asm.loadV(1, Mem.at(FROM, 16));
        asm.loadV(2, Mem.at(FROM, COUNT, 0, -32));
        asm.loadV(3, Mem.at(FROM, COUNT, 0, -16));
        asm.storeV(Mem.at(TO, 0), 0);
        asm.storeV(Mem.at(TO, 16), 1);
        asm.storeV(Mem.at(TO, COUNT, 0, -32), 2);
        asm.storeV(Mem.at(TO, COUNT, 0, -16), 3);
        asm.jmp(done);

        asm.bind(two);
        asm.loadV(0, Mem.at(FROM, 0));
        asm.loadV(1, Mem.at(FROM, COUNT, 0, -16));
        asm.storeV(Mem.at(TO, 0), 0);
        asm.storeV(Mem.at(TO, COUNT, 0, -16), 1);
        asm.jmp(done);

        asm.bind(small);
        moveSmall(count, done);
        asm.bind(done);
    }

    /** More than {@link #ROUND} bytes that do not overlap: the last round reaches back into the one before. */
    private void moveRounds(int miss, int done) {
        int again = asm.newLabel();
        asm.alu(Assembler.SUB, true, TO, FROM);
        asm.alu(Assembler.CMP, true, TO, COUNT);
        asm.jcc(Cc.B, miss);
        asm.neg(true, TO);
        asm.alu(Assembler.CMP, true, TO, COUNT);
        asm.jcc(Cc.B, miss);
        asm.neg(true, TO);
        asm.alu(Assembler.ADD, true, TO, FROM);
        asm.bind(again);
        moveRound(0);
        asm.aluImm(Assembler.ADD, true, FROM, ROUND);
        asm.aluImm(Assembler.ADD, true, TO, ROUND);
        asm.aluImm(Assembler.SUB, false, COUNT, ROUND);
        asm.aluImm(Assembler.CMP, false, COUNT, ROUND);
        asm.jcc(Cc.A, again);
        asm.alu(Assembler.ADD, true, FROM, COUNT);
        asm.alu(Assembler.ADD, true, TO, COUNT);
        moveRound(-ROUND);
        asm.jmp(done);
    }

    private void moveRound(int offset) {
        for (int k = 0; k < 4; k++) {
            asm.loadV(k, Mem.at(FROM, offset + k * 16));
        }
        for (int k = 0; k < 4; k++) {
            asm.storeV(Mem.at(TO, offset + k * 16), k);
        }
    }

    /** Fewer than 16 bytes. */
    private void moveSmall(int count, int done) {
        int four = asm.newLabel();
        int one = asm.newLabel();
        asm.aluImm(Assembler.CMP, false, COUNT, 8);
        asm.jcc(Cc.B, four);
        asm.load64(0, Mem.at(FROM, 0));
        asm.load64(1, Mem.at(FROM, COUNT, 0, -8));
        asm.store64(Mem.at(TO, 0), 0);
        asm.store64(Mem.at(TO, COUNT, 0, -8), 1);
        asm.jmp(done);

        asm.bind(four);
        asm.aluImm(Assembler.CMP, false, COUNT, 4);
        asm.jcc(Cc.B, one);
        asm.load32(0, Mem.at(FROM, 0));
        asm.load32(1, Mem.at(FROM, COUNT, 0, -4));
        asm.store32(Mem.at(TO, 0), 0);
        asm.store32(Mem.at(TO, COUNT, 0, -4), 1);
        asm.jmp(done);

        asm.bind(one);
        // The first, the middle and the last of one, two or three bytes.
        asm.pinsrM(1, 0, 0, Mem.at(FROM, 0), 0);
        asm.pinsrM(1, 1, 1, Mem.at(FROM, COUNT, 0, -1), 0);
        asm.shift(Assembler.SHR, false, COUNT, 1);
        asm.pinsrM(1, 2, 2, Mem.at(FROM, COUNT, 0, 0), 0);
        asm.pextrM(1, Mem.at(TO, COUNT, 0, 0), 2, 0);
        asm.pextrM(1, Mem.at(TO, 0), 0, 0);
        operands.load(COUNT, count);
        asm.pextrM(1, Mem.at(TO, COUNT, 0, -1), 1, 0);
    }

    /** Fills COUNT bytes at TO with the bytes of FROM, which are all the same. */
    private void storeBytes(int count) {
        int small = asm.newLabel();
        int four = asm.newLabel();
        int one = asm.newLabel();
        int again = asm.newLabel();
        int rest = asm.newLabel();
        int done = asm.newLabel();
        asm.aluImm(Assembler.CMP, false, COUNT, 16);
        asm.jcc(Cc.B, small);
        asm.movToXmm(true, 0, FROM);
        asm.vec(Sse.PUNPCKLQDQ, 0, 0, 0);
        // The last 16 first: then whole ones remain, the last of which may reach into it.
        asm.storeV(Mem.at(TO, COUNT, 0, -16), 0);
        asm.aluImm(Assembler.SUB, false, COUNT, ROUND);
        asm.jcc(Cc.BE, rest);
        asm.bind(again);
        for (int k = 0; k < 4; k++) {
            asm.storeV(Mem.at(TO, k * 16), 0);
        }
        asm.aluImm(Assembler.ADD, true, TO, ROUND);
        asm.aluImm(Assembler.SUB, false, COUNT, ROUND);
        asm.jcc(Cc.A, again);
        asm.bind(rest);
        // COUNT + 64 bytes are left, 1 to 64, of which the last 16 are there.
        for (int k = 0; k < 3; k++) {
            asm.aluImm(Assembler.CMP, false, COUNT, (k + 1) * 16 - ROUND);
            asm.jcc(Cc.LE, done);
            asm.storeV(Mem.at(TO, k * 16), 0);
        }
        asm.jmp(done);

        asm.bind(small);
        asm.aluImm(Assembler.CMP, false, COUNT, 8);
        asm.jcc(Cc.B, four);
        asm.store(8, Mem.at(TO, 0), FROM);
        asm.store(8, Mem.at(TO, COUNT, 0, -8), FROM);
        asm.jmp(done);

        asm.bind(four);
        asm.aluImm(Assembler.CMP, false, COUNT, 4);
        asm.jcc(Cc.B, one);
        asm.store(4, Mem.at(TO, 0), FROM);
        asm.store(4, Mem.at(TO, COUNT, 0, -4), FROM);
        asm.jmp(done);

        asm.bind(one);
        asm.store(1, Mem.at(TO, 0), FROM);
        asm.store(1, Mem.at(TO, COUNT, 0, -1), FROM);
        asm.shift(Assembler.SHR, false, COUNT, 1);
        asm.store(1, Mem.at(TO, COUNT, 0, 0), FROM);
        asm.bind(done);
    }

    /** Adds COUNT to a value. */
    private void advance(int value) {
        int reg = Registers.of(value);
        if (reg >= 0) {
            asm.alu(Assembler.ADD, true, reg, COUNT);
        } else {
            asm.aluMR(Assembler.ADD, true, operands.slot(value), COUNT);
        }
    }

    private void finish(MicroBlock block, int i) {
        advance(block.d(i));
        operands.storeImm(block.b(i), 0, SCRATCH);
        flags.lost();
        flags.storeConstant(0);
    }
}
