package org.polyvisor.arm.cpu;

import org.polyvisor.arm.mmu.CodePages;

/** The translated or predecoded code of a VM, as the instruction cache instructions see it. */
public interface CodeStore extends CodePages {
    /** IC IVAU for a physical address: forget what was made from {@code bytes} bytes there. Any thread. */
    void invalidate(long physical, long bytes);

    /**
     * There is no room for another page: from now on nobody finds the pages that there are. Until the end of it they can
     * still be invalidated.
     *
     * @return a ticket for {@link #finishRecycling}, or -1 where there is room after all
     */
    long beginRecycling();

    /** No vCPU can still use a page from before {@link #beginRecycling}: their memory is free. */
    void finishRecycling(long ticket);

    /**
     * Where host code is that swaps 16 bytes as one, for engines whose generated code does so too: a function of the
     * address and of the address of the operands, see {@code Backend.quadSwap}. 0 where there is none.
     */
    default long quadSwap() {
        return 0;
    }

    /** IC IALLU: forget everything. Any thread. */
    void invalidateAll();
}
