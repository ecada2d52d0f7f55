package org.polyvisor.arm.mmu;

/** Where the predecoded forms of code pages live; one per VM, shared by its vCPUs. */
public interface CodePages {
    /** The native address of the first slot of a physical page's predecoded form, made empty if it is new; 0 if there is no room. */
    long slotsOf(long physicalPage);
}
