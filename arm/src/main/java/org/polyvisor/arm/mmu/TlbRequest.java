package org.polyvisor.arm.mmu;

/** One TLB invalidation that a vCPU carries out, its own or another's. */
public record TlbRequest(Kind kind, long va, int asid) {
    /** What to forget. */
    public enum Kind {
        ALL,
        ASID,
        PAGE,
        PAGE_ALL_ASIDS,
        CODE
    }

    /** Everything. */
    public static final TlbRequest EVERYTHING = new TlbRequest(Kind.ALL, 0, 0);

    /** Where predecoded pages are, but no translation of data. */
    public static final TlbRequest ALL_CODE = new TlbRequest(Kind.CODE, 0, 0);

    /** Carries it out. */
    public void apply(Tlb tlb) {
        switch (kind) {
            case ALL -> tlb.invalidateAll();
            case ASID -> tlb.invalidateAsid(asid);
            case PAGE -> tlb.invalidatePage(va, asid);
            case CODE -> tlb.invalidateCode();
            case PAGE_ALL_ASIDS -> tlb.invalidatePageAllAsids(va);
        }
    }
}
