package org.polyvisor.arm.cpu;

import org.polyvisor.arm.mmu.Mmu;
import org.polyvisor.arm.mmu.TranslationFault;
import org.polyvisor.host.HostCall;
import org.polyvisor.host.Memory;

/**
 * Accesses of 16 bytes as one. The JVM has no such compare-and-swap: where there is no host code for it, all of them in a
 * VM take one lock. A plain
 * store by another vCPU to half of a location that is just being swapped is seen by the check of that half.
 */
final class QuadMemory {
    private final Mmu mmu;
    private final Object lock;
    private final long swap;
    private final long operands;
    private long low;
    private long high;

    /** {@code operands} is room of 32 bytes that nobody else uses. */
    QuadMemory(Mmu mmu, Cluster cluster, long operands) {
        this.mmu = mmu;
        this.operands = operands;
        lock = cluster;
        swap = cluster.code().quadSwap();
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }

    void load(long va, boolean user) {
        if ((va & 15) != 0) {
            throw mmu.dataAbort(va, TranslationFault.ALIGNMENT, false);
        }
        synchronized (lock) {
            low = mmu.load(va, 8);
            high = mmu.load(va + 8, 8);
        }
    }

    boolean compareAndSwap(long va, boolean user, long expectedLow, long expectedHigh, long newLow, long newHigh) {
        long host = mmu.hostForUpdate(va, 16, user);
        if (swap != 0) {
            return swapByHost(host, expectedLow, expectedHigh, newLow, newHigh);
        }
        synchronized (lock) {
            high = Memory.getLongVolatile(host + 8);
            if (high != expectedHigh) {
                low = Memory.getLongVolatile(host);
                return false;
            }
            low = Memory.compareAndExchange(host, 8, expectedLow, newLow);
            if (low != expectedLow) {
                return false;
            }
            high = Memory.compareAndExchange(host + 8, 8, expectedHigh, newHigh);
            if (high != expectedHigh) {
                // Somebody stored to the upper half alone in between: take the lower half back and report what is
                // there.
                Memory.compareAndExchange(host, 8, newLow, expectedLow);
                return false;
            }
            return true;
        }
    }

    private boolean swapByHost(long host, long expectedLow, long expectedHigh, long newLow, long newHigh) {
        Memory.putLong(operands, expectedLow);
        Memory.putLong(operands + 8, expectedHigh);
        Memory.putLong(operands + 16, newLow);
        Memory.putLong(operands + 24, newHigh);
        boolean swapped = HostCall.call(swap, host, operands) != 0;
        low = Memory.getLong(operands);
        high = Memory.getLong(operands + 8);
        return swapped;
    }
}
