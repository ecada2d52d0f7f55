package org.polyvisor.arm.mmu;

/**
 * Which gibibytes of address space hold translations that came from mappings larger than 4 KiB. Such a mapping is
 * cached page by page, but one invalidation must take all of them; so an address in these regions clears its table.
 */
final class LargeRegions {
    private static final int LIMIT = 32;
    private static final int REGION_SHIFT = 30;
    private static final long REGION_BITS = 0x00ff_ffff_ffff_ffffL >>> REGION_SHIFT;

    private final long[] regions = new long[LIMIT];
    private int count;
    private boolean overflow;

    void add(long va) {
        long region = va >>> REGION_SHIFT & REGION_BITS;
        if (contains(region)) {
            return;
        }
        if (count == LIMIT) {
            overflow = true;
        } else {
            regions[count++] = region;
        }
    }

    boolean mayContain(long va) {
        return overflow || contains(va >>> REGION_SHIFT & REGION_BITS);
    }

    private boolean contains(long region) {
        for (int i = 0; i < count; i++) {
            if (regions[i] == region) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        count = 0;
        overflow = false;
    }
}
