package org.polyvisor.arm.fp;

import java.lang.foreign.Arena;
import org.polyvisor.host.Memory;

/** Status registers for tests. */
final class FpStatuses {
    private FpStatuses() {}

    /** All zero: as after reset. */
    static FpStatus initial() {
        return new FpStatus(Memory.allocate(Arena.global(), 16, 8), true);
    }
}
