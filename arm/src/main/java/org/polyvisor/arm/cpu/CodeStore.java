package org.polyvisor.arm.cpu;

import org.polyvisor.arm.mmu.CodePages;

/** The translated or predecoded code of a VM, as the instruction cache instructions see it. */
public interface CodeStore extends CodePages {
    /** IC IVAU for a physical address: forget what was made from {@code bytes} bytes there. Any thread. */
    void invalidate(long physical, long bytes);

    /** IC IALLU: forget everything. Any thread. */
    void invalidateAll();
}
