package org.polyvisor.board.gic;

import java.util.Arrays;

/** GICD_IROUTER: for each SPI, the one vCPU that gets it, or any. Guarded by the {@link Gic}'s lock. */
final class SpiRouting {
    private static final long ANY = 1L << 31;
    private static final long AFFINITY = 0xff_00ff_ffffL;

    private final long[] routers;
    private final int[][] routedTo;
    private final int[] routedToAny;
    private int anyCount;

    SpiRouting(int spis, int vcpus) {
        routers = new long[spis];
        routedTo = new int[vcpus][spis / 32];
        routedToAny = new int[spis / 32];
        Arrays.fill(routedTo[0], -1);
    }

    long get(int spi) {
        return routers[spi];
    }

    /** Sets a router. An affinity that no vCPU has sends the SPI nowhere. */
    void set(int spi, long value) {
        int word = spi >>> 5;
        int bit = 1 << spi;
        anyCount += (int) ((value & ANY) >>> 31) - (int) ((routers[spi] & ANY) >>> 31);
        routers[spi] = value & (AFFINITY | ANY);
        routedToAny[word] = (value & ANY) != 0 ? routedToAny[word] | bit : routedToAny[word] & ~bit;
        for (int vcpu = 0; vcpu < routedTo.length; vcpu++) {
            boolean here = (value & (AFFINITY | ANY)) == vcpu;
            routedTo[vcpu][word] = here ? routedTo[vcpu][word] | bit : routedTo[vcpu][word] & ~bit;
        }
    }

    /** Whether any SPI is a 1-of-N one. */
    boolean isAnyInUse() {
        return anyCount != 0;
    }

    int routedTo(int vcpu, int word) {
        return routedTo[vcpu][word];
    }

    int routedToAny(int word) {
        return routedToAny[word];
    }
}
