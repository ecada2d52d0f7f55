package org.polyvisor.arm.translator;

import java.util.HashMap;
import java.util.Map;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engine.Listing;
import org.polyvisor.arm.exception.GuestException;
import org.polyvisor.arm.mmu.Tlb;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/**
 * Executes translated code one block at a time, for whoever wants to look in between. Blocks consist of instructions
 * that change only registers and memory and depend on nothing else, so that they can be taken back and executed again.
 */
public final class BlockRunner {
    /** A block's length at most. */
    public static final int LIMIT = FrontEnd.LIMIT;

    private static final int PAGE = 4096;

    private final Vcpu cpu;
    private final TranslatedCode code;
    private final Translator translator;
    private final FlagLookahead lookahead = new FlagLookahead();
    private final Map<Long, SingleBlock> blocks = new HashMap<>();
    private long epoch;
    private SingleBlock block = SingleBlock.NONE;
    private long pc;
    private long page;
    private long slots;

    /** {@code cpu}'s cluster must have been made with {@code code}. */
    public BlockRunner(Vcpu cpu, TranslatedCode code) {
        this.cpu = cpu;
        this.code = code;
        translator = new Translator(cpu, code);
    }

    /** What the cluster of such a vCPU is made with. */
    public static TranslatedCode code() throws HostRefusedException {
        return TranslatedCode.ofSingleBlocks();
    }

    /**
     * Has the block at the program counter ready.
     *
     * @param entry its page's entry in the code table
     * @param most at most so many instructions, 1 to {@link #LIMIT}
     * @return false if the instruction there is none that can be taken back, so there is no block
     */
    public boolean prepare(long entry, int most) {
        pc = cpu.pc();
        page = Memory.getLong(entry + Tlb.CODE_HOST);
        slots = Memory.getLong(entry + Tlb.CODE_SLOTS);
        int offset = (int) pc & PAGE - 4;
        if (epoch != code.epoch()) {
            blocks.clear();
            epoch = code.epoch();
        }
        long key = (Memory.getLong(entry + Tlb.PHYSICAL) | offset) << 8 | most;
        SingleBlock known = blocks.get(key);
        if (known == null || !known.isCurrent(page, offset)) {
            known = code.single(Memory.getLong(entry + Tlb.PHYSICAL), page, slots, offset, most);
            if (known == null) {
                cpu.cluster().recycleCode(cpu);
                return false;
            }
            blocks.put(key, known);
        }
        block = known;
        cpu.state().set(CpuState.PC_PAGE, pc & -PAGE);
        return !block.isNone();
    }

    /** How many instructions the block has. */
    public int length() {
        return block.words().length;
    }

    /** The encoding of the block's instruction {@code i}. */
    public int word(int i) {
        return block.words()[i];
    }

    /** Its row in the instruction table. */
    public int row(int i) {
        return block.rows()[i];
    }

    /** Whether the guest's memory still holds the block's instruction {@code i}. */
    public boolean isCurrent(int i) {
        return Memory.getInt(page + ((int) pc & PAGE - 4) + i * 4L) == block.words()[i];
    }

    /** Whether it still holds all of them. */
    public boolean isCurrent() {
        return block.isCurrent(page, (int) pc & PAGE - 4);
    }

    /**
     * Executes the block.
     *
     * @return true if it ended behind an instruction that was not executed as translated code, perhaps before its end
     * @throws GuestException what its last instruction raised, with the program counter there
     */
    public boolean run() {
        cpu.state().set(CpuState.PC_PAGE, pc & -PAGE);
        return translator.runBlock(block.origin());
    }

    /** Whether translated code may leave old flags behind at an address: code there sets them before anything sees them. */
    public boolean areFlagsDead(long at) {
        lookahead.setPage(page);
        return (at & -PAGE) == (pc & -PAGE) && lookahead.isFree(at & PAGE - 1);
    }

    /** The block as the guest's instructions, micro-operations and host code. */
    public Listing listing() {
        return code.list(block, page, slots, (int) pc & PAGE - 4);
    }
}
