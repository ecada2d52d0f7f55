package org.polyvisor.arm.engine;

import java.util.function.Supplier;

/** Is told of every block that a VM's translator makes: one at a time, on the threads of the VM's vCPUs. */
public interface BlockObserver {
    /**
     * A block was made and will now be executed.
     *
     * @param guest physical address of its first instruction
     * @param host where its code is
     * @param bytes how much code
     * @param listing the block for people to read; valid during the call only
     */
    void blockMade(long guest, long host, int bytes, Supplier<Listing> listing);
}
