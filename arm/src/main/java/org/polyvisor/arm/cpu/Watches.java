package org.polyvisor.arm.cpu;

import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.mmu.DataWatch;
import org.polyvisor.arm.mmu.Mmu;

/** Joins the guest's own watchpoints and those of an outside debugger into the one watch that the MMU takes. */
public final class Watches {
    private final Mmu mmu;
    private @Nullable DataWatch guest;
    private @Nullable DataWatch debugger;

    Watches(Mmu mmu) {
        this.mmu = mmu;
    }

    void setGuest(@Nullable DataWatch watch) {
        if (guest != null || watch != null) {
            guest = watch;
            install();
        }
    }

    /** Watchpoints of a debugger outside the guest; called on the vCPU's thread or while the vCPU is stopped. */
    public void setDebugger(@Nullable DataWatch watch) {
        debugger = watch;
        install();
    }

    private void install() {
        DataWatch first = debugger;
        DataWatch second = guest;
        if (first == null) {
            mmu.setWatch(second);
        } else if (second == null) {
            mmu.setWatch(first);
        } else {
            mmu.setWatch((va, size, write, user) -> {
                first.access(va, size, write, user);
                second.access(va, size, write, user);
            });
        }
    }
}
