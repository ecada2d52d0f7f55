package org.polyvisor.codegen.x86;

import static org.polyvisor.codegen.x86.Operands.state;
import static org.polyvisor.codegen.x86.Registers.SCRATCH;

import java.util.Arrays;
import org.polyvisor.codegen.ir.ExitWord;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;
import org.polyvisor.host.Memory;

/** How blocks go on: inside the page through its slots, elsewhere through the code table. */
final class ControlLowering {
    private static final int PAGE = 4096;
    private static final int ENTRY_SHIFT = 5;

    private final Assembler asm;
    private final Operands operands;
    private final HostFlags flags;
    private final FlagKeeping keeping;
    private final StateLayout layout;
    private final CommonCode common;
    private final int indexMask;
    private final boolean chains;
    private long slots;
    private int head;
    private int pending;
    private int start;

    /** Jumps that leave from the middle of a block, to be emitted behind its hot code. */
    private int[] sideLabel = new int[64];

    private int[] sideTarget = new int[64];
    private final Links links = new Links();
    private int sides;

    /** @param chains whether blocks jump to one another, and so look for what is pending */
    ControlLowering(
            Assembler asm,
            Operands operands,
            HostFlags flags,
            FlagKeeping keeping,
            StateLayout layout,
            CommonCode common,
            boolean chains) {
        this.asm = asm;
        this.operands = operands;
        this.flags = flags;
        this.keeping = keeping;
        this.layout = layout;
        this.common = common;
        this.chains = chains;
        indexMask = layout.codeEntries() - 1 << ENTRY_SHIFT;
    }

    /** The jumps of the last block that can be made direct. */
    Links links() {
        return links;
    }

    /** Emits a block's beginning, where it sees whether something is pending. */
    void begin(MicroBlock block, long slots) {
        this.slots = slots;
        start = block.start();
        sides = 0;
        links.begin();
        head = asm.newLabel();
        pending = asm.newLabel();
        asm.bind(head);
        if (chains) {
            asm.aluMemImm(Assembler.CMP, true, state(layout.pending()), 0);
            asm.jcc(Cc.NE, pending);
            if (layout.instructions() != 0) {
                asm.aluMemImm(Assembler.ADD, true, state(layout.instructions()), block.instructions());
            }
        }
    }

    /** Emits what stands behind the hot code. */
    void end(MicroBlock block) {
        asm.bind(pending);
        asm.movImm(Reg.RAX, ExitWord.of(ExitWord.PENDING, start, 0, 0));
        asm.jmpTo(common.exit());
        for (int i = 0; i < sides; i++) {
            asm.bind(sideLabel[i]);
            keeping.perform(block, i);
            goTo(sideTarget[i]);
        }
    }

    /** Goes on at an offset from the page's start. */
    void goTo(int target) {
        if (chains && target == start) {
            asm.jmp(head);
        } else if (isInPage(target)) {
            long known = known(target);
            if (known != 0) {
                asm.jmpTo(known);
            } else {
                jumpThroughSlot(target);
            }
        } else {
            goToOtherPage(target);
        }
    }

    /** A jump to the next instruction, which goes through the slot, until there is a block to jump to. */
    private void jumpThroughSlot(int target) {
        if (chains) {
            while (!Links.canBeAt(asm.position() + 1)) {
                asm.nop(1);
            }
            int next = asm.newLabel();
            links.add(asm.position() + 1, target);
            asm.jmp(next);
            asm.bind(next);
        }
        asm.jmpM(Mem.absolute(slot(target)));
    }

    private static boolean isInPage(int target) {
        return target >= 0 && target < PAGE;
    }

    private long slot(int target) {
        return slots + target * 2L;
    }

    /** The block at a target in this page, or 0 where there is none yet. */
    private long known(int target) {
        long code = Memory.getLong(slot(target));
        return !chains || code == common.notTranslated(target) ? 0 : code;
    }

    private void goToOtherPage(int target) {
        int page = target & -PAGE;
        int miss = sideExit(target);
        asm.load(8, Reg.RAX, state(layout.pcPage()));
        asm.lea(true, Reg.RAX, Mem.at(Reg.RAX, page));
        asm.mov(false, SCRATCH, Reg.RAX);
        asm.shift(Assembler.SHR, false, SCRATCH, 12 - ENTRY_SHIFT);
        asm.aluImm(Assembler.AND, false, SCRATCH, indexMask);
        asm.aluRM(Assembler.ADD, true, SCRATCH, state(layout.codeTable()));
        asm.aluRM(Assembler.CMP, true, Reg.RAX, Mem.at(SCRATCH, 0));
        asm.jcc(Cc.NE, miss);
        asm.store(8, state(layout.pcPage()), Reg.RAX);
        asm.load(8, SCRATCH, Mem.at(SCRATCH, 8));
        asm.jmpM(Mem.at(SCRATCH, (target & PAGE - 1) * 2));
        asm.bind(miss);
        asm.aluImm(Assembler.ADD, true, Reg.RAX, target & PAGE - 1);
        asm.jmpTo(common.lookupExit());
    }

    private int sideExit(int target) {
        return asm.newLabel();
    }

    /** Goes on at the virtual address that a value is. */
    void goToAddress(int value) {
        int miss = asm.newLabel();
        operands.load(Reg.RAX, value);
        asm.mov(false, SCRATCH, Reg.RAX);
        asm.mov(true, Reg.RDX, Reg.RAX);
        asm.shift(Assembler.SHR, false, SCRATCH, 12 - ENTRY_SHIFT);
        // Bits 1 and 0 stay in, so that an address that is no instruction's fits no tag.
        asm.aluImm(Assembler.AND, true, Reg.RDX, ~0xffc);
        asm.aluImm(Assembler.AND, false, SCRATCH, indexMask);
        asm.aluRM(Assembler.ADD, true, SCRATCH, state(layout.codeTable()));
        asm.aluRM(Assembler.CMP, true, Reg.RDX, Mem.at(SCRATCH, 0));
        asm.jcc(Cc.NE, miss);
        asm.store(8, state(layout.pcPage()), Reg.RDX);
        asm.load(8, SCRATCH, Mem.at(SCRATCH, 8));
        asm.aluImm(Assembler.AND, false, Reg.RAX, 0xffc);
        asm.jmpM(Mem.at(SCRATCH, Reg.RAX, 1, 0));
        asm.bind(miss);
        asm.jmpTo(common.indirectExit());
    }

    /** Goes on at i's target if the host's condition holds. */
    private void goToIf(MicroBlock block, int i, int cc) {
        int target = (int) block.imm(i);
        int due = keeping.dueAt(block, i);
        if (due != FlagKeeping.NOTHING) {
            asm.jcc(cc, side(target, due));
            return;
        }
        if (chains && target == start) {
            asm.jcc(cc, head);
            return;
        }
        if (isInPage(target)) {
            long known = known(target);
            if (known != 0) {
                asm.jccTo(cc, known);
                return;
            }
        }
        if (chains && isInPage(target) && Links.canBeAt(asm.position() + 2)) {
            links.add(asm.position() + 2, target);
        }
        asm.jcc(cc, side(target, due));
    }

    private int side(int target, int due) {
        if (sides == sideLabel.length) {
            sideLabel = Arrays.copyOf(sideLabel, sides * 2);
            sideTarget = Arrays.copyOf(sideTarget, sides * 2);
        }
        sideLabel[sides] = asm.newLabel();
        sideTarget[sides] = target;
        keeping.defer(sides, due);
        return sideLabel[sides++];
    }

    /** GOTO_IF and its kin. */
    void conditional(MicroBlock block, int i) {
        boolean wide = (block.op(i) & Micro.W32) == 0;
        int cc = switch (block.op(i) & Micro.KIND) {
            case Micro.GOTO_IF -> flags.condition(block.c(i));
            case Micro.GOTO_ZERO -> zero(block.a(i), wide);
            case Micro.GOTO_NONZERO -> Cc.not(zero(block.a(i), wide));
            case Micro.GOTO_BIT_SET -> bit(block.a(i), block.c(i));
            default -> Cc.not(bit(block.a(i), block.c(i)));
        };
        goToIf(block, i, cc);
        keeping.jumped(block, i);
    }

    private int zero(int value, boolean wide) {
        flags.lost();
        int reg = Registers.of(value);
        if (reg >= 0) {
            asm.test(wide, reg, reg);
        } else if (value == Micro.ZERO) {
            asm.alu(Assembler.CMP, true, Reg.RAX, Reg.RAX);
        } else {
            asm.aluMemImm(Assembler.CMP, wide, operands.slot(value), 0);
        }
        return Cc.E;
    }

    /** The condition that a bit is set. */
    private int bit(int value, int bit) {
        flags.lost();
        int reg = Registers.of(value);
        if (value == Micro.ZERO) {
            asm.alu(Assembler.CMP, true, Reg.RAX, Reg.RAX);
            return Cc.NE;
        }
        if (reg < 0) {
            asm.testMemImm8(Mem.at(Registers.STATE, Mem.disp(operands.slot(value)) + (bit >>> 3)), 1 << (bit & 7));
            return Cc.NE;
        }
        if (bit < 31) {
            asm.testImm(false, reg, 1 << bit);
            return Cc.NE;
        }
        asm.btImm(true, reg, bit);
        return Cc.B;
    }

    /** Leaves for the helper, which says where to go on. */
    void helperEnd(MicroBlock block, int i) {
        asm.movImm(Reg.RAX, SlowPaths.exitWord(block, block.guest(i), ExitWord.HELPER_END));
        asm.jmpTo(common.exit());
    }

    /** Leaves behind the present instruction unless the stack pointer is a multiple of 16. */
    void checkStackPointer(MicroBlock block, int i, int stackPointer) {
        flags.lost();
        int fine = asm.newLabel();
        asm.testImm(false, operands.use(stackPointer, SCRATCH), 15);
        asm.jcc(Cc.E, fine);
        asm.load(8, Reg.RAX, state(layout.pcPage()));
        int next = block.start() + block.guest(i) * 4 + 4;
        asm.aluImm(Assembler.ADD, true, Reg.RAX, next);
        asm.jmpTo(common.lookupExit());
        asm.bind(fine);
    }
}
