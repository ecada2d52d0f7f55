package org.polyvisor.arm.mmu;

import java.lang.foreign.Arena;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.Pstate;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.SystemRegisters;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.exception.GuestException;
import org.polyvisor.host.Memory;

/**
 * A vCPU's way to memory. Hits in the {@link Tlb} are served at once; everything else (walks, faults, devices, accesses
 * across pages, watchpoints) takes the slow ways below. Used by the vCPU's own thread only.
 */
public final class Mmu {
    private static final int WRITE_NOT_READ = 1 << 6;
    private static final int CACHE_MAINTENANCE = 1 << 8;
    private static final long PAGE_MASK = -4096L;

    private final PhysicalBus bus;
    private final SystemRegisters regs;
    private final Pstate pstate;
    private final Tlb tlb;
    private final PageTableWalker walker;
    private final GuestException exception;
    private long table;
    private @Nullable DataWatch watch;
    private @Nullable AccessLog log;
    private long[] storeEntries = new long[16];
    private int storeEntryCount;

    public Mmu(Arena arena, PhysicalBus bus, SystemRegisters regs, Pstate pstate, GuestException exception) {
        this.bus = bus;
        this.regs = regs;
        this.pstate = pstate;
        this.exception = exception;
        tlb = new Tlb(arena);
        walker = new PageTableWalker(bus);
        table = tlb.kernelTable();
    }

    public Tlb tlb() {
        return tlb;
    }

    /** The result of the last translation. */
    public PageTableWalker walker() {
        return walker;
    }

    /** The data table for accesses at the present exception level. */
    public long table() {
        return table;
    }

    /** To be called after every change of exception level, ASID or SCTLR_EL1. */
    public void selectTable() {
        table = pstate.el == 0 ? tlb.userTable() : tlb.kernelTable();
    }

    /** Has every access shown to {@code watch}; null ends it. Accesses then never take the short way. */
    public void setWatch(@Nullable DataWatch watch) {
        this.watch = watch;
        tlb.invalidateAll();
    }

    /** Has accesses logged; null ends it. */
    public void setLog(@Nullable AccessLog log) {
        this.log = log;
        tlb.invalidateAll();
    }

    /** The next store to any page is logged. */
    public void forgetStores() {
        for (int i = 0; i < storeEntryCount; i++) {
            Tlb.forgetWrites(storeEntries[i]);
        }
        storeEntryCount = 0;
    }

    /** Loads {@code size} (1, 2, 4, 8) bytes, zero-extended, at the present privilege. */
    public long load(long va, int size) {
        long entry = Tlb.dataEntry(table, va);
        if (Memory.getLong(entry + Tlb.READ_TAG) == (va + size - 1 & PAGE_MASK)) {
            return rawLoad(Memory.getLong(entry + Tlb.ADDEND) + va, size);
        }
        return loadSlowly(va, size, pstate.el == 0);
    }

    /** Stores {@code size} (1, 2, 4, 8) bytes at the present privilege. */
    public void store(long va, int size, long value) {
        long entry = Tlb.dataEntry(table, va);
        if (Memory.getLong(entry + Tlb.WRITE_TAG) == (va + size - 1 & PAGE_MASK)) {
            rawStore(Memory.getLong(entry + Tlb.ADDEND) + va, size, value);
            return;
        }
        storeSlowly(va, size, value, pstate.el == 0);
    }

    private static long rawLoad(long host, int size) {
        return switch (size) {
            case 1 -> Memory.getByte(host) & 0xffL;
            case 2 -> Memory.getShort(host) & 0xffffL;
            case 4 -> Memory.getInt(host) & 0xffff_ffffL;
            default -> Memory.getLong(host);
        };
    }

    private static void rawStore(long host, int size, long value) {
        switch (size) {
            case 1 -> Memory.putByte(host, (byte) value);
            case 2 -> Memory.putShort(host, (short) value);
            case 4 -> Memory.putInt(host, (int) value);
            default -> Memory.putLong(host, value);
        }
    }

    /** Loads with EL0's ({@code user}) or EL1's permissions, past the TLB's short way. */
    public long loadSlowly(long va, int size, boolean user) {
        if (crossesPage(va, size)) {
            requireUnalignedAllowed(va, size, false);
            return AcrossPages.load(this, va, size, user);
        }
        long host = translate(va, size, false, user);
        if (host != 0) {
            return rawLoad(host, size);
        }
        try {
            return bus.read(walker.physical(), size);
        } catch (BusAbort e) {
            throw dataAbort(va, TranslationFault.EXTERNAL, false);
        }
    }

    /** Stores with EL0's ({@code user}) or EL1's permissions, past the TLB's short way. */
    public void storeSlowly(long va, int size, long value, boolean user) {
        if (crossesPage(va, size)) {
            requireUnalignedAllowed(va, size, true);
            AcrossPages.store(this, va, size, value, user);
            return;
        }
        long host = translate(va, size, true, user);
        if (host != 0) {
            rawStore(host, size, value);
            return;
        }
        try {
            bus.write(walker.physical(), size, size == 8 ? value : value & (1L << (size << 3)) - 1);
        } catch (BusAbort e) {
            throw dataAbort(va, TranslationFault.EXTERNAL, true);
        }
    }

    private static boolean crossesPage(long va, int size) {
        return ((va ^ va + size - 1) & PAGE_MASK) != 0;
    }

    private void requireUnalignedAllowed(long va, int size, boolean write) {
        if ((va & size - 1) != 0 && (regs.sctlr & Sctlr.A) != 0) {
            throw dataAbort(va, TranslationFault.ALIGNMENT, write);
        }
    }

    /**
     * Translates for an access inside one page and enters the page into the TLB where later accesses may take the short
     * way: Normal memory that is RAM, while no alignment check or watchpoint is on.
     *
     * @return the host address, or 0 for a device, whose address is then {@code walker().physical()}
     */
    private long translate(long va, int size, boolean write, boolean user) {
        requireUnalignedAllowed(va, size, write);
        if (watch != null) {
            watch.access(va, size, write, user);
        }
        return resolve(va, size, write, user);
    }

    /** {@link #translate} without a look at the alignment that SCTLR_EL1.A asks for, and at watchpoints. */
    private long resolve(long va, int size, boolean write, boolean user) {
        int fault = walk(va, user);
        if (fault == 0) {
            fault = permissionFault(write, user);
        }
        if (fault != 0) {
            throw dataAbort(va, fault, write);
        }
        if (walker.isDevice() && (va & size - 1) != 0) {
            throw dataAbort(va, TranslationFault.ALIGNMENT, write);
        }
        long physical = walker.physical();
        long hostPage = bus.ramPage(physical & PAGE_MASK);
        boolean rom = hostPage != 0 && !bus.isWritable(physical & PAGE_MASK);
        if (hostPage == 0 || rom && write) {
            if (log != null) {
                log.leavesRam();
            }
            return 0;
        }
        if (log != null && write) {
            log.stores(hostPage);
        }
        if (mayEnter()) {
            fill(va, hostPage, rom || log != null && !write, user);
            if (log != null && write) {
                rememberStores(Tlb.dataEntry(user ? tlb.userTable() : tlb.kernelTable(), va));
            }
        }
        return hostPage + (physical & 4095);
    }

    /** Walks the tables; what TCR_EL1.E0PD0 or E0PD1 keeps from EL0 (FEAT_E0PD) is unmapped there at level 0. */
    private int walk(long va, boolean user) {
        long bit = 1L << ((va >>> 55 & 1) == 0 ? 55 : 56);
        boolean kept = user && (regs.tcr & bit) != 0 && (regs.sctlr & Sctlr.M) != 0;
        if (kept) {
            return TranslationFault.TRANSLATION;
        }
        int fault = walker.walk(regs, va);
        if (fault == 0 && !walker.isNotGlobal() && tlb.spaces().noteLowGlobal(va)) {
            fault = walker.walk(regs, va);
        }
        return fault;
    }

    private void rememberStores(long entry) {
        if (storeEntryCount == storeEntries.length) {
            storeEntries = Arrays.copyOf(storeEntries, storeEntryCount * 2);
        }
        storeEntries[storeEntryCount++] = entry;
    }

    /** Whether accesses to the page just found may take the short way, as far as that is not a matter of RAM. */
    private boolean mayEnter() {
        return !walker.isDevice() && (regs.sctlr & Sctlr.A) == 0 && watch == null;
    }

    private void fill(long va, long hostPage, boolean readOnly, boolean user) {
        boolean hidden = !user && pstate.pan && walker.isUserAccessible();
        boolean passing = walker.isNotGlobal() || walker.isUserAccessible();
        tlb.fillData(
                user ? tlb.userTable() : tlb.kernelTable(),
                va,
                hostPage,
                walker.physical() & PAGE_MASK,
                walker.readable(user) && !hidden,
                walker.writable(user) && !hidden && !readOnly,
                passing,
                walker.isNotGlobal(),
                walker.isLarge(regs, va));
    }

    private int permissionFault(boolean write, boolean user) {
        boolean allowed = write ? walker.writable(user) : walker.readable(user);
        boolean hidden = !user && pstate.pan && walker.isUserAccessible();
        return allowed && !hidden ? 0 : TranslationFault.PERMISSION + walker.level();
    }

    /**
     * The host address for an atomic update of Normal memory, after every check that the update could fail. Faults that a
     * read would have met too are reported as a read's (ESR_ELx.WnR).
     *
     * @param size 1, 2, 4, 8 or 16; {@code va} must be a multiple of it, whatever SCTLR_EL1.A says
     */
    public long hostForUpdate(long va, int size, boolean user) {
        if ((va & size - 1) != 0) {
            throw dataAbort(va, TranslationFault.ALIGNMENT, false);
        }
        long entry = Tlb.dataEntry(user ? tlb.userTable() : tlb.kernelTable(), va);
        long page = va & PAGE_MASK;
        if (Memory.getLong(entry + Tlb.WRITE_TAG) == page && Memory.getLong(entry + Tlb.READ_TAG) == page) {
            return Memory.getLong(entry + Tlb.ADDEND) + va;
        }
        translate(va, Math.min(size, 8), false, user);
        long host = translate(va, Math.min(size, 8), true, user);
        if (host == 0) {
            throw dataAbort(va, TranslationFault.UNSUPPORTED_EXCLUSIVE, false);
        }
        return host;
    }

    /**
     * The host address for an access to bytes of one page, for which no alignment counts.
     *
     * @return 0 for a device, which takes bytes one at a time, by {@link #loadSlowly} and {@link #storeSlowly}
     */
    public long hostForBytes(long va, int bytes, boolean write, boolean user) {
        long entry = Tlb.dataEntry(user ? tlb.userTable() : tlb.kernelTable(), va);
        if (Memory.getLong(entry + (write ? Tlb.WRITE_TAG : Tlb.READ_TAG)) == (va & PAGE_MASK)) {
            return Memory.getLong(entry + Tlb.ADDEND) + va;
        }
        if (watch != null) {
            watch.access(va, bytes, write, user);
        }
        return resolve(va, 1, write, user);
    }

    /** Whether a watch sees every access; it is to see each of a few bytes. */
    public boolean isWatched() {
        return watch != null;
    }

    /** Raises what a store to any part of {@code [va, va + bytes)} would raise; at most two pages. */
    public void checkStore(long va, int bytes, int alignment, boolean user) {
        long entries = user ? tlb.userTable() : tlb.kernelTable();
        if (isWritable(entries, va) && isWritable(entries, va + bytes - 1)) {
            return;
        }
        requireUnalignedAllowed(va, alignment, true);
        translate(va, 1, true, user);
        if (crossesPage(va, bytes)) {
            translate(va + bytes - 1 & PAGE_MASK, 1, true, user);
        }
        if (walker.isDevice() && (va & alignment - 1) != 0) {
            throw dataAbort(va, TranslationFault.ALIGNMENT, true);
        }
    }

    /** Whether a store may take the short way. */
    private static boolean isWritable(long table, long va) {
        return Memory.getLong(Tlb.dataEntry(table, va) + Tlb.WRITE_TAG) == (va & PAGE_MASK);
    }

    /**
     * DC ZVA: clears the naturally aligned block round an address; on Device memory that is an alignment fault. Faults
     * report the address as it was given.
     *
     * @param bytes a power of two, at most a page
     */
    public void zero(long va, int bytes) {
        long entry = Tlb.dataEntry(table, va);
        if (Memory.getLong(entry + Tlb.WRITE_TAG) == (va & PAGE_MASK)) {
            Memory.fill(Memory.getLong(entry + Tlb.ADDEND) + (va & -bytes), bytes, (byte) 0);
            return;
        }
        long host = translate(va, 1, true, pstate.el == 0);
        if (walker.isDevice() || host == 0) {
            throw dataAbort(va, TranslationFault.ALIGNMENT, true);
        }
        Memory.fill(host & -bytes, bytes, (byte) 0);
    }

    /** Raises the fault of a cache maintenance operation by address; translation and read permission count. */
    public void checkCacheMaintenance(long va, boolean user) {
        int fault = walk(va, user);
        if (fault == 0 && user && !walker.readable(true)) {
            fault = TranslationFault.PERMISSION + walker.level();
        }
        if (fault != 0) {
            throw exception.with(dataAbortClass(), CACHE_MAINTENANCE | WRITE_NOT_READ | fault, va);
        }
        enterForReading(va, user);
    }

    /** Has generated code find the page just walked to, if it may read there: maintenance goes on line by line. */
    private void enterForReading(long va, boolean user) {
        long page = walker.physical() & PAGE_MASK;
        long hostPage = bus.ramPage(page);
        long entry = Tlb.dataEntry(user ? tlb.userTable() : tlb.kernelTable(), va);
        if (hostPage != 0
                && mayEnter()
                && permissionFault(false, user) == 0
                && Memory.getLong(entry + Tlb.READ_TAG) != (va & PAGE_MASK)) {
            fill(va, hostPage, log != null || !bus.isWritable(page), user);
        }
    }

    private int dataAbortClass() {
        return pstate.el == 0 ? ExceptionClass.DATA_ABORT_LOWER : ExceptionClass.DATA_ABORT_SAME;
    }

    /** A data abort, to be thrown. */
    public GuestException dataAbort(long va, int status, boolean write) {
        return exception.with(dataAbortClass(), status | (write ? WRITE_NOT_READ : 0), va);
    }

    private GuestException instructionAbort(long va, int status) {
        return exception.with(
                pstate.el == 0 ? ExceptionClass.INSTRUCTION_ABORT_LOWER : ExceptionClass.INSTRUCTION_ABORT_SAME,
                status,
                va);
    }

    /**
     * Translates the page that {@code pc} is in for execution and enters it into the code table.
     *
     * @param cpu the vCPU, whose VM keeps the predecoded pages
     * @return the code table's entry
     * @throws GuestException an instruction abort
     */
    public long fetchPage(long pc, Vcpu cpu) {
        while (true) {
            long entry = tryFetchPage(pc, cpu);
            if (entry != 0) {
                return entry;
            }
            // No room left: all vCPUs forget their code and it starts anew. Meanwhile this one carries out what others
            // ask of it, so that what it has found in the page tables counts no longer.
            cpu.cluster().recycleCode(cpu);
        }
    }

    /** The same; 0 where there is no room left. */
    private long tryFetchPage(long pc, Vcpu cpu) {
        boolean user = pstate.el == 0;
        int fault = walk(pc, user);
        if (fault == 0 && !walker.executable(user)) {
            fault = TranslationFault.PERMISSION + walker.level();
        }
        if (fault != 0) {
            throw instructionAbort(pc, fault);
        }
        long page = walker.physical() & PAGE_MASK;
        long host = bus.ramPage(page);
        if (host == 0) {
            throw instructionAbort(pc, TranslationFault.EXTERNAL);
        }
        long slots = cpu.cluster().code().slotsOf(page);
        if (slots == 0) {
            return 0;
        }
        tlb.fillCode(table, pc, slots, host, page, walker.isNotGlobal(), walker.isLarge(regs, pc));
        return Tlb.codeEntry(Tlb.codeTable(table), pc);
    }

    /** PAR_EL1.SH: Device and Non-cacheable memory is Outer Shareable, whatever the descriptor says. */
    private int parShareability() {
        boolean nonCacheable = walker.attributes() == 0x44;
        return walker.isDevice() || nonCacheable ? 2 : walker.shareability();
    }

    /** AT S1E1R and its kin: PAR_EL1 for an address (DDI 0487, D24.2.141). */
    public long translateForPar(long va, boolean write, boolean user, boolean withPan) {
        int fault = walk(va, user);
        if (fault == 0) {
            boolean allowed = write ? walker.writable(user) : walker.readable(user);
            boolean hidden = withPan && !user && pstate.pan && walker.isUserAccessible();
            fault = allowed && !hidden ? 0 : TranslationFault.PERMISSION + walker.level();
        }
        if (fault != 0) {
            return 1 | (long) fault << 1 | 1 << 11;
        }
        return walker.physical() & PAGE_MASK
                | (long) walker.attributes() << 56
                | (long) parShareability() << 7
                | 1 << 11;
    }
}
