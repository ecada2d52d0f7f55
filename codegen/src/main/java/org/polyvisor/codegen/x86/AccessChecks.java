package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Registers.SCRATCH;
import static org.polyvisor.codegen.x86.Registers.TABLE;

import java.util.Arrays;
import org.polyvisor.codegen.ir.AccessGroups;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;

/**
 * What stands before each load and store. It looks the page up in the data table: the entry's tag must be the page of the
 * access's first and last byte, so that what reaches over a page's end or is not in the table leaves for the helper; then
 * the entry's addend turns the virtual address into the host's.
 *
 * <p>The first access of an {@linkplain AccessGroups group} checks all of the group's bytes and keeps the addend on the
 * host's stack for the others. Where the group is not in one page that is in the table, each access checks for itself,
 * behind the hot code.
 */
final class AccessChecks {
    private static final int READ_TAG = 0;
    private static final int WRITE_TAG = 8;
    private static final int ADDEND = 16;
    private static final int PHYSICAL = 24;

    /** Room on the host's stack for the addends of groups; keeps the stack pointer's alignment. */
    static final int STACK_BYTES = AccessGroups.SLOTS * 8;

    /** Entries are 32 bytes: a page number times that is the address shifted right by so much. */
    private static final int INDEX_SHIFT = 12 - 5;

    /**
     * A group that begins or ends so near its base register is checked from there on, which saves an instruction.
     */
    private static final int NEAR = 128;

    private final Assembler asm;
    private final Operands operands;
    private final StateLayout layout;
    private final SlowPaths slow;
    private final boolean bmi2;
    private final AccessGroups groups = new AccessGroups();
    private final int indexMask;

    /** What the last check found: the register that, with the displacement, holds the guest's address. */
    private int base;

    private int disp;

    /** Accesses that check for themselves behind the hot code: which operation, from where, back to where, and how. */
    private int[] aloneOperation = new int[64];

    private int[] aloneLabel = new int[64];
    private int[] aloneBack = new int[64];
    private int[] aloneBase = new int[64];
    private int[] aloneBytes = new int[64];
    private int[] aloneTag = new int[64];
    private int alone;

    /** Whether the block jumps to its own beginning. */
    private boolean loops;

    AccessChecks(Assembler asm, Operands operands, StateLayout layout, SlowPaths slow, HostFeatures features) {
        this.asm = asm;
        this.operands = operands;
        this.layout = layout;
        this.slow = slow;
        bmi2 = features.bmi2();
        indexMask = layout.dataEntries() - 1 << 5;
    }

    /** To be called before the operations of a block are lowered. */
    void begin(MicroBlock block) {
        alone = 0;
        groups.run(block);
        loops = isLoop(block);
    }

    /** The slots that have to be cleared where the helper comes back from a guest instruction. */
    int slotsBehind(MicroBlock block, int instruction) {
        return groups.slotsBehind(block, instruction);
    }

    /** Where a group keeps its addend. */
    static long slot(int slot) {
        return Mem.at(Reg.RSP, slot * 8);
    }

    /** The register that {@link #host} is relative to. */
    int base() {
        return base;
    }

    /** The host's memory {@code offset} bytes behind the address that was checked. */
    long host(int offset) {
        return Mem.at(base, SCRATCH, 0, disp + offset);
    }

    /**
     * Emits the check for an access of {@code bytes} at a + imm, which continues only on a hit. Then the access is at
     * {@link #host}; T0 may be part of it, T1 is free.
     */
    void check(MicroBlock block, int i, int bytes, boolean write) {
        int tag = write ? WRITE_TAG : READ_TAG;
        findBase(block, i);
        if (!groups.isGrouped(i)) {
            if (isPredicted(block, i, bytes)) {
                checkPredicted(block, i, bytes, tag);
            } else {
                checkAlone(block, i, bytes, tag);
            }
            return;
        }
        // Where the helper comes back to is bound at the instruction's end, before the check alone is emitted.
        slow.helper(block, i);
        int label = asm.newLabel();
        int back = asm.newLabel();
        long slot = slot(groups.slot(i));
        if (groups.leads(i)) {
            int low = disp + (int) groups.low(i);
            int high = disp + (int) groups.high(i);
            look(low > 0 && low <= NEAR ? 0 : low, high < 0 && high >= -NEAR ? 0 : high);
            if (groups.reads(i)) {
                compare(READ_TAG, label);
            }
            if (groups.writes(i)) {
                compare(WRITE_TAG, label);
            }
            asm.load(8, SCRATCH, Mem.at(TABLE, SCRATCH, 0, ADDEND));
            asm.store(8, slot, SCRATCH);
        } else {
            asm.load(8, SCRATCH, slot);
            asm.test(true, SCRATCH, SCRATCH);
            asm.jcc(Cc.E, label);
        }
        asm.bind(back);
        addAlone(i, label, back, bytes, tag);
    }

    /**
     * Whether an access is likely to hit the page that the last one off the same register hit. In loops of one block it
     * is; elsewhere guesses go wrong too often, and make the code larger.
     */
    private boolean isPredicted(MicroBlock block, int i, int bytes) {
        int kind = block.op(i) & Micro.KIND;
        boolean single = kind == Micro.LOAD || kind == Micro.STORE || kind == Micro.LOAD_V || kind == Micro.STORE_V;
        return loops
                && single
                && bytes <= 8
                && base != Registers.T0
                && (block.c(i) & (Micro.ALIGNED | Micro.USER)) == 0;
    }

    /** Where the table's entry is that the last access off a host register hit. */
    private long prediction(int reg) {
        return Operands.state(layout.predictions() + reg * 4);
    }

    /**
     * The check with a guess at the entry, so that neither the entry's place nor its addend has to wait for the address.
     * Whether the guess is right the tag says: wrong ones look the entry up, behind the hot code, and so do accesses that
     * are not aligned, some of which reach over the page's end.
     */
    private void checkPredicted(MicroBlock block, int i, int bytes, int tag) {
        slow.helper(block, i);
        int label = asm.newLabel();
        int back = asm.newLabel();
        asm.load(4, SCRATCH, prediction(base));
        move(base, disp);
        asm.aluImm(Assembler.AND, true, Registers.T1, -4096 | bytes - 1);
        compare(tag, label);
        asm.load(8, SCRATCH, Mem.at(TABLE, SCRATCH, 0, ADDEND));
        asm.bind(back);
        addAlone(i, label, back, bytes, tag);
    }

    /** T1 = a register + a constant. */
    private void move(int reg, int distance) {
        if (distance == 0) {
            asm.mov(true, Registers.T1, reg);
        } else {
            asm.lea(true, Registers.T1, Mem.at(reg, distance));
        }
    }

    private static boolean isLoop(MicroBlock block) {
        for (int i = 0; i < block.size(); i++) {
            int kind = block.op(i) & Micro.KIND;
            if (kind >= Micro.GOTO && kind <= Micro.GOTO_BIT_CLEAR && block.imm(i) == block.start()) {
                return true;
            }
        }
        return false;
    }

    private void addAlone(int i, int label, int back, int bytes, int tag) {
        if (alone == aloneOperation.length) {
            int length = alone * 2;
            aloneOperation = Arrays.copyOf(aloneOperation, length);
            aloneLabel = Arrays.copyOf(aloneLabel, length);
            aloneBack = Arrays.copyOf(aloneBack, length);
            aloneBase = Arrays.copyOf(aloneBase, length);
            aloneBytes = Arrays.copyOf(aloneBytes, length);
            aloneTag = Arrays.copyOf(aloneTag, length);
        }
        aloneOperation[alone] = i;
        aloneLabel[alone] = label;
        aloneBack[alone] = back;
        aloneBase[alone] = base;
        aloneBytes[alone] = bytes;
        aloneTag[alone++] = tag;
    }

    /** Emits the checks of single accesses that stand behind the hot code. */
    void emit(MicroBlock block) {
        for (int k = 0; k < alone; k++) {
            int i = aloneOperation[k];
            asm.bind(aloneLabel[k]);
            base = aloneBase[k];
            disp = (int) block.imm(i);
            if (!groups.isGrouped(i)) {
                look(disp, disp + aloneBytes[k] - 1);
                compare(aloneTag[k], slow.helper(block, i));
                asm.store(4, prediction(base), SCRATCH);
                asm.load(8, SCRATCH, Mem.at(TABLE, SCRATCH, 0, ADDEND));
                asm.jmp(aloneBack[k]);
                continue;
            }
            if (groups.leads(i)) {
                asm.storeImm(8, slot(groups.slot(i)), 0);
            }
            checkAlone(block, i, aloneBytes[k], aloneTag[k]);
            asm.jmp(aloneBack[k]);
        }
    }

    /** The same as {@link #check} for an atomic update, which needs both rights; no group has such. */
    void checkUpdate(MicroBlock block, int i, int bytes) {
        findBase(block, i);
        checkAlone(block, i, bytes, WRITE_TAG);
        // Memory that may be written may be read, save where the guest's kernel says otherwise: the helper knows.
    }

    /**
     * The check for a read of the byte at a, after which the scratch register is the physical address of its page; T1 is
     * free.
     */
    void checkPhysical(MicroBlock block, int i) {
        findBase(block, i);
        look(0, 0);
        compare(READ_TAG, slow.helper(block, i));
        asm.load(8, SCRATCH, Mem.at(TABLE, SCRATCH, 0, PHYSICAL));
    }

    private void findBase(MicroBlock block, int i) {
        disp = (int) block.imm(i);
        base = Registers.of(block.a(i));
        if (base < 0) {
            operands.load(Registers.T0, block.a(i));
            base = Registers.T0;
        }
    }

    private void checkAlone(MicroBlock block, int i, int bytes, int tag) {
        int miss = slow.helper(block, i);
        if ((block.c(i) & Micro.ALIGNED) != 0 && bytes > 1) {
            // Aligned accesses come without displacement.
            asm.testImm(false, base, bytes - 1);
            asm.jcc(Cc.NE, miss);
        }
        look(disp, disp + bytes - 1);
        if ((block.c(i) & Micro.USER) != 0) {
            asm.aluRM(Assembler.ADD, true, SCRATCH, Operands.state(layout.userTable()));
            asm.aluRM(Assembler.CMP, true, Registers.T1, Mem.at(SCRATCH, tag));
            asm.jcc(Cc.NE, miss);
            asm.load(8, SCRATCH, Mem.at(SCRATCH, ADDEND));
        } else {
            compare(tag, miss);
            asm.load(8, SCRATCH, Mem.at(TABLE, SCRATCH, 0, ADDEND));
        }
    }

    /**
     * The scratch register = offset of the table's entry for one end of a range, from {@code low} to {@code high} behind
     * the base register; T1 = the page of the other end.
     */
    private void look(int low, int high) {
        // The end whose page the entry is for: the one that needs no addition, if either.
        boolean fromHigh = high == 0 && low != 0;
        int at = fromHigh ? high : low;
        int other = fromHigh ? low : high;
        if (at != 0) {
            asm.lea(false, SCRATCH, Mem.at(base, at));
            asm.shift(Assembler.SHR, false, SCRATCH, INDEX_SHIFT);
        } else if (bmi2) {
            asm.rorx(false, SCRATCH, base, INDEX_SHIFT);
        } else {
            asm.mov(false, SCRATCH, base);
            asm.shift(Assembler.SHR, false, SCRATCH, INDEX_SHIFT);
        }
        move(base, other);
        asm.aluImm(Assembler.AND, false, SCRATCH, indexMask);
        asm.aluImm(Assembler.AND, true, Registers.T1, -4096);
    }

    private void compare(int tag, int miss) {
        asm.aluRM(Assembler.CMP, true, Registers.T1, Mem.at(TABLE, SCRATCH, 0, tag));
        asm.jcc(Cc.NE, miss);
    }
}
