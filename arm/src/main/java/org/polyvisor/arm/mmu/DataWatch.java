package org.polyvisor.arm.mmu;

/** Sees every data access before it happens: watchpoints of the guest and of a debugger. */
@FunctionalInterface
public interface DataWatch {
    /** May raise the exception of a watchpoint. {@code user} says whether EL0's permissions apply. */
    void access(long va, int size, boolean write, boolean user);
}
