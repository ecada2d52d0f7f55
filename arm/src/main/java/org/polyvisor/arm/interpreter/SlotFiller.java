package org.polyvisor.arm.interpreter;

import java.lang.invoke.VarHandle;
import org.polyvisor.arm.interpreter.generated.LeafOps;
import org.polyvisor.host.Memory;

/**
 * Fills the slots that one vCPU comes to. Others may change the words and have the slots forgotten meanwhile, see {@link
 * CodeSlots}: so a slot is claimed before the words are read, and filled only while the claim stands. Who forgets a slot
 * ends the claim; a claim made after that reads the words as they are by then.
 */
class SlotFiller {
    /** An undecoded slot too, and unlike any that others write. */
    private final long claim;

    /** The filler of the vCPU with this index. */
    SlotFiller(int index) {
        claim = LeafOps.UNDECODED | (index + 1L) << 8;
    }

    /**
     * Fills a slot, or leaves it as it is where somebody else has been there: whoever executes it looks again. A slot that
     * another vCPU has filled is left alone at every moment: others execute it, and read its parts one by one.
     *
     * @param ip the slot's address
     * @param undecoded what was found there
     * @param host where its page is
     * @param offset the offset of its word in the page
     */
    final void fill(long ip, long undecoded, long host, int offset) {
        if (Memory.compareAndExchange(ip, 8, undecoded, claim) != undecoded) {
            return;
        }
        VarHandle.fullFence();
        int next = offset == 0xffc ? 0 : Memory.getInt(host + offset + 4);
        Memory.compareAndExchange(ip, 8, claim, slot(Memory.getInt(host + offset), next, offset));
    }

    /** See {@link Predecoder#slot}. */
    long slot(int insn, int next, int offset) {
        return Predecoder.slot(insn, next, offset);
    }
}
