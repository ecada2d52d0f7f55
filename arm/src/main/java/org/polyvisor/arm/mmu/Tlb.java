package org.polyvisor.arm.mmu;

import java.lang.foreign.Arena;
import org.polyvisor.host.GuardedMemory;
import org.polyvisor.host.Memory;

/**
 * A vCPU's translation tables for fast lookups, in native memory: one context for EL1 and a pool of contexts for EL0,
 * one an ASID, so that a change of address space is a change of a base address and loses nothing.
 *
 * <p>A context is a direct-mapped data table, then a direct-mapped code table. Only here do host addresses of guest
 * memory come into being: a data entry is made from a page that the bus says is RAM, and an access that the entry's tag
 * lets through stays inside that page. This is the isolation boundary of the engines.
 *
 * <pre>
 * data entry: 0 read tag, 8 write tag, 16 host address minus virtual address, 24 physical page
 * code entry: 0 tag, 8 first slot of the predecoded page, 16 host page, 24 physical page
 * </pre>
 *
 * A tag is the virtual page, or {@link #INVALID}. An access at {@code va} of {@code size} bytes hits if the tag of the
 * entry for {@code va} equals {@code (va + size - 1) & -4096}: an access across the page's end never does.
 */
public final class Tlb {
    public static final int DATA_ENTRIES = 4096;
    public static final int CODE_ENTRIES = 1024;
    public static final int ENTRY_SHIFT = 5;
    public static final int DATA_BYTES = DATA_ENTRIES << ENTRY_SHIFT;
    public static final int CODE_BYTES = CODE_ENTRIES << ENTRY_SHIFT;
    public static final int READ_TAG = 0;
    public static final int WRITE_TAG = 8;
    public static final int ADDEND = 16;
    public static final int PHYSICAL = 24;

    /** In a code entry. */
    public static final int CODE_SLOTS = 8;

    /** In a code entry. */
    public static final int CODE_HOST = 16;

    /** Contexts for EL0; the least recently used one goes to a new ASID. */
    static final int USER_CONTEXTS = 16;

    /** All contexts, one behind the other, EL1's first; the memory before and behind allows no access. */
    public static final long BYTES = (long) (USER_CONTEXTS + 1) * (DATA_BYTES + CODE_BYTES);

    static final long INVALID = -1;

    /** Selects a context: EL1's own. */
    private static final int KERNEL = 0;

    private static final long PAGE_MASK = -4096L;
    private static final long ADDRESS_BITS = 0x00ff_ffff_ffff_f000L;

    /** More remembered pages than this, and the whole table is cleared instead. */
    private static final int TRANSIENT_LIMIT = 128;

    private final long base;
    private final int[] asidOf = new int[USER_CONTEXTS + 1];
    private final long[] lastUse = new long[USER_CONTEXTS + 1];
    private final boolean[] holdsGlobal = new boolean[USER_CONTEXTS + 1];
    private final LargeRegions[] large = new LargeRegions[USER_CONTEXTS + 1];
    private final long[] transientPages = new long[TRANSIENT_LIMIT];
    private int transientCount;
    private boolean transientCode;
    private long clock;
    private int userContext = 1;
    private final AddressSpaces spaces = new AddressSpaces();

    public Tlb(Arena arena) {
        base = GuardedMemory.allocate(arena, BYTES);
        for (int i = 0; i <= USER_CONTEXTS; i++) {
            asidOf[i] = -1;
            large[i] = new LargeRegions();
            clear(i);
        }
        asidOf[1] = 0;
    }

    private long tableOf(int context) {
        return base + (long) context * (DATA_BYTES + CODE_BYTES);
    }

    /** The data table for accesses with EL1's privilege. */
    public long kernelTable() {
        return tableOf(KERNEL);
    }

    /** The data table for accesses with EL0's privilege in the present address space. */
    public long userTable() {
        return tableOf(userContext);
    }

    /** The code table of the context whose data table is given. */
    public static long codeTable(long dataTable) {
        return dataTable + DATA_BYTES;
    }

    /** The data entry for a virtual address. */
    public static long dataEntry(long dataTable, long va) {
        return dataTable + ((va >>> 12 & DATA_ENTRIES - 1) << ENTRY_SHIFT);
    }

    /** The code entry for a virtual address. */
    public static long codeEntry(long codeTable, long va) {
        return codeTable + ((va >>> 12 & CODE_ENTRIES - 1) << ENTRY_SHIFT);
    }

    /** Where other vCPUs see which address space this one is in. */
    public AddressSpaces spaces() {
        return spaces;
    }

    /** Makes an address space the present one, by its ASID. */
    public void selectAsid(int asid) {
        if (asidOf[userContext] == asid) {
            return;
        }
        purgeTransient();
        boolean stale = spaces.enter(asid);
        int oldest = 1;
        for (int i = 1; i <= USER_CONTEXTS; i++) {
            if (asidOf[i] == asid) {
                userContext = i;
                lastUse[i] = ++clock;
                if (stale) {
                    clear(i);
                }
                return;
            }
            if (lastUse[i] < lastUse[oldest]) {
                oldest = i;
            }
        }
        if (asidOf[oldest] >= 0) {
            clear(oldest);
        }
        asidOf[oldest] = asid;
        lastUse[oldest] = ++clock;
        userContext = oldest;
    }

    /**
     * Enters a page into a data table.
     *
     * @param table from {@link #kernelTable} or {@link #userTable}
     * @param va any address in the page, its tag byte included
     * @param host host address of the page's first byte
     * @param passing whether the entry must go with the next change of ASID or of PAN (EL1 only)
     * @param notGlobal whether the mapping belongs to one ASID
     * @param largePage whether the mapping is larger than 4 KiB, so that invalidating any address of it hits this page
     */
    void fillData(
            long table,
            long va,
            long host,
            long physical,
            boolean readable,
            boolean writable,
            boolean passing,
            boolean notGlobal,
            boolean largePage) {
        long page = va & PAGE_MASK;
        long entry = dataEntry(table, va);
        Memory.putLong(entry + READ_TAG, readable ? page : INVALID);
        Memory.putLong(entry + WRITE_TAG, writable ? page : INVALID);
        Memory.putLong(entry + ADDEND, host - page);
        Memory.putLong(entry + PHYSICAL, physical);
        remember(table, va, passing, notGlobal, largePage);
    }

    /** Enters a page into the code table that belongs to a data table. */
    void fillCode(long table, long va, long slots, long host, long physical, boolean notGlobal, boolean largePage) {
        long entry = codeEntry(codeTable(table), va);
        Memory.putLong(entry, va & PAGE_MASK);
        Memory.putLong(entry + 8, slots);
        Memory.putLong(entry + 16, host);
        Memory.putLong(entry + 24, physical);
        if (notGlobal && table == kernelTable()) {
            transientCode = true;
        }
        remember(table, va, false, notGlobal, largePage);
    }

    private void remember(long table, long va, boolean passing, boolean notGlobal, boolean largePage) {
        if (passing && table == kernelTable()) {
            if (transientCount < TRANSIENT_LIMIT) {
                transientPages[transientCount] = va;
            }
            transientCount++;
        }
        int context = (int) ((table - base) / (DATA_BYTES + CODE_BYTES));
        holdsGlobal[context] |= !notGlobal;
        if (largePage) {
            large[context].add(va);
        }
    }

    /** Forgets what EL1's tables hold only for the present ASID or while PAN is clear. */
    public void purgeTransient() {
        if (transientCount > TRANSIENT_LIMIT) {
            Memory.fill(kernelTable(), DATA_BYTES, (byte) -1);
        } else {
            for (int i = 0; i < transientCount; i++) {
                long entry = dataEntry(kernelTable(), transientPages[i]);
                Memory.putLong(entry + READ_TAG, INVALID);
                Memory.putLong(entry + WRITE_TAG, INVALID);
            }
        }
        transientCount = 0;
        if (transientCode) {
            Memory.fill(codeTable(kernelTable()), CODE_BYTES, (byte) -1);
            transientCode = false;
        }
    }

    private void clear(int context) {
        Memory.fill(tableOf(context), DATA_BYTES + CODE_BYTES, (byte) -1);
        large[context].clear();
        holdsGlobal[context] = false;
        if (context == KERNEL) {
            transientCount = 0;
            transientCode = false;
        }
    }

    /** TLBI VMALLE1, and what changes of SCTLR, TCR and MAIR need: everything goes. */
    public void invalidateAll() {
        for (int i = 0; i <= USER_CONTEXTS; i++) {
            if (i == KERNEL || asidOf[i] >= 0) {
                clear(i);
            }
        }
        spaces.forgetLowGlobals();
    }

    /** Forgets one entry of a code table. */
    public static void forgetCode(long entry) {
        Memory.putLong(entry, INVALID);
    }

    /** Lets no store through one entry of a data table. */
    static void forgetWrites(long entry) {
        Memory.putLong(entry + WRITE_TAG, INVALID);
    }

    /** Forgets all predecoded pages, not the data entries. */
    public void invalidateCode() {
        for (int i = 0; i <= USER_CONTEXTS; i++) {
            Memory.fill(codeTable(tableOf(i)), CODE_BYTES, (byte) -1);
        }
    }

    /** TLBI ASIDE1: one address space's entries. */
    public void invalidateAsid(int asid) {
        for (int i = 1; i <= USER_CONTEXTS; i++) {
            if (asidOf[i] == asid) {
                clear(i);
            }
        }
        purgeTransient();
    }

    /** TLBI VAE1: an address in one address space, and global entries for it. */
    public void invalidatePage(long va, int asid) {
        invalidateIn(KERNEL, va);
        for (int i = 1; i <= USER_CONTEXTS; i++) {
            if (asidOf[i] == asid || holdsGlobal[i]) {
                invalidateIn(i, va);
            }
        }
    }

    /** TLBI VAAE1: an address in every address space. */
    public void invalidatePageAllAsids(long va) {
        for (int i = 0; i <= USER_CONTEXTS; i++) {
            if (i == KERNEL || asidOf[i] >= 0) {
                invalidateIn(i, va);
            }
        }
    }

    private void invalidateIn(int context, long va) {
        if (large[context].mayContain(va)) {
            clear(context);
            return;
        }
        long data = dataEntry(tableOf(context), va);
        if (samePage(Memory.getLong(data + READ_TAG), va)) {
            Memory.putLong(data + READ_TAG, INVALID);
        }
        if (samePage(Memory.getLong(data + WRITE_TAG), va)) {
            Memory.putLong(data + WRITE_TAG, INVALID);
        }
        long code = codeEntry(codeTable(tableOf(context)), va);
        if (samePage(Memory.getLong(code), va)) {
            Memory.putLong(code, INVALID);
        }
    }

    /** Whether a tag is for the page of {@code va}; the tag byte does not count, so aliases through TBI go too. */
    private static boolean samePage(long tag, long va) {
        return ((tag ^ va) & ADDRESS_BITS) == 0;
    }
}
