package org.polyvisor.arm.mmu;

import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.SystemRegisters;
import org.polyvisor.host.Memory;

/**
 * Stage 1 translation of EL1 and EL0 (DDI 0487, D8): 4, 16 and 64 KiB granules, pages and blocks, both halves of the
 * address space, hierarchical permissions, access flag. Results stay in the object's fields until the next walk.
 */
public final class PageTableWalker {
    /** Physical addresses have this many bits; ID_AA64MMFR0_EL1.PARange says the same. */
    public static final int PHYSICAL_BITS = 44;

    private static final long OUTPUT_MASK = (1L << PHYSICAL_BITS) - 1;
    private static final long AF = 1 << 10;
    private static final long NG = 1 << 11;
    private static final long TABLE_PXN = 1L << 59;
    private static final long TABLE_UXN = 1L << 60;
    private static final long TABLE_NO_EL0 = 1L << 61;
    private static final long TABLE_READ_ONLY = 1L << 62;

    /** How many bits of physical address TCR_EL1.IPS allows. */
    private static final int[] IPS_BITS = {32, 36, 40, 42, 44, 48, 52, 52};

    private final PhysicalBus bus;

    private long outputMask;
    private long physical;
    private boolean kernelRead;
    private boolean kernelWrite;
    private boolean kernelExecute;
    private boolean userRead;
    private boolean userWrite;
    private boolean userExecute;
    private boolean device;
    private boolean notGlobal;
    private int level;
    private int attributes;
    private int shareability;

    public PageTableWalker(PhysicalBus bus) {
        this.bus = bus;
    }

    /** Whether top bytes of addresses in the half that {@code va} is in are ignored. */
    private static boolean ignoresTopByte(long tcr, long va) {
        return (tcr >>> ((va >>> 55 & 1) == 0 ? 37 : 38) & 1) != 0;
    }

    /** The address without its tag byte where TCR_EL1.TBIn ignores it. */
    static long strip(SystemRegisters regs, long va) {
        return ignoresTopByte(regs.tcr, va) ? va << 8 >> 8 : va;
    }

    /**
     * Translates an address.
     *
     * @return 0, or a fault status code as in {@link TranslationFault} with its level
     */
    public int walk(SystemRegisters regs, long address) {
        long va = strip(regs, address);
        if ((regs.sctlr & Sctlr.M) == 0) {
            return flat(va);
        }
        boolean upper = (va >>> 55 & 1) != 0;
        long tcr = regs.tcr;
        outputMask = (1L << Math.min(PHYSICAL_BITS, IPS_BITS[(int) (tcr >>> 32) & 7])) - 1;
        int txsz = (int) (upper ? tcr >>> 16 : tcr) & 63;
        int granule = granuleShift(tcr, upper);
        // An out-of-range TnSZ is treated as the nearest legal one, which the architecture allows.
        int inputBits = 64 - Math.clamp(txsz, 16, 39);
        level = 0;
        if ((upper ? ~va : va) >>> inputBits != 0 || (tcr >>> (upper ? 23 : 7) & 1) != 0) {
            return TranslationFault.TRANSLATION;
        }
        long table = (upper ? regs.ttbr1 : regs.ttbr0) & 0xffff_ffff_fffeL;
        int stride = granule - 3;
        int levels = (inputBits - granule + stride - 1) / stride;
        int topBits = inputBits - granule - (levels - 1) * stride;
        // The first table may be smaller than a granule and is aligned to its own size.
        table &= -(8L << topBits);
        if (table > outputMask) {
            return TranslationFault.ADDRESS_SIZE;
        }
        long hierarchy = 0;
        for (level = 4 - levels; ; level++) {
            int shift = granule + (3 - level) * stride;
            int bits = level == 4 - levels ? topBits : stride;
            long slot = table + ((va >>> shift & (1L << bits) - 1) << 3);
            long hostPage = bus.ramPage(slot & -4096L);
            if (hostPage == 0) {
                return TranslationFault.EXTERNAL_ON_WALK + level;
            }
            long descriptor = Memory.getLongOpaque(hostPage + (slot & 4095));
            boolean table3 = (descriptor & 3) == 3;
            if ((descriptor & 1) == 0 || level == 3 && !table3) {
                return TranslationFault.TRANSLATION + level;
            }
            if (level < 3 && table3) {
                hierarchy |= descriptor;
                table = descriptor & 0xffff_ffff_ffffL & -(1L << granule);
                if (table > outputMask) {
                    return TranslationFault.ADDRESS_SIZE + level;
                }
                continue;
            }
            if (level < 3 && !blockAllowed(granule, level)) {
                return TranslationFault.TRANSLATION + level;
            }
            return leaf(regs, va, descriptor, hierarchy, shift, upper);
        }
    }

    private static int granuleShift(long tcr, boolean upper) {
        if (upper) {
            return switch ((int) (tcr >>> 30 & 3)) {
                case 1 -> 14;
                case 3 -> 16;
                default -> 12;
            };
        }
        return switch ((int) (tcr >>> 14 & 3)) {
            case 1 -> 16;
            case 2 -> 14;
            default -> 12;
        };
    }

    /** Blocks: 1 GiB and 2 MiB with 4 KiB granules, 32 MiB with 16 KiB, 512 MiB with 64 KiB. */
    private static boolean blockAllowed(int granule, int level) {
        return level == 2 || level == 1 && granule == 12;
    }

    private int leaf(SystemRegisters regs, long va, long descriptor, long hierarchy, int shift, boolean upper) {
        long output = descriptor & 0xffff_ffff_ffffL & -(1L << shift);
        if (output > outputMask) {
            return TranslationFault.ADDRESS_SIZE + level;
        }
        if ((descriptor & AF) == 0) {
            return TranslationFault.ACCESS_FLAG + level;
        }
        physical = output | va & (1L << shift) - 1;
        attributes = (int) (regs.mair >>> ((descriptor >>> 2 & 7) << 3)) & 0xff;
        device = (attributes & 0xf0) == 0;
        shareability = (int) (descriptor >>> 8) & 3;
        notGlobal = (descriptor & NG) != 0;
        // TCR_EL1.HPDn switches the permissions in table descriptors off.
        long inherited = (regs.tcr >>> (upper ? 42 : 41) & 1) != 0 ? 0 : hierarchy;
        boolean readOnly = (descriptor & 1 << 7) != 0 || (inherited & TABLE_READ_ONLY) != 0;
        boolean user = (descriptor & 1 << 6) != 0 && (inherited & TABLE_NO_EL0) == 0;
        boolean pxn = (descriptor & 1L << 53) != 0 || (inherited & TABLE_PXN) != 0;
        boolean uxn = (descriptor & 1L << 54) != 0 || (inherited & TABLE_UXN) != 0;
        boolean wxn = (regs.sctlr & Sctlr.WXN) != 0;
        kernelRead = true;
        kernelWrite = !readOnly;
        userRead = user;
        userWrite = user && !readOnly;
        // What EL0 may write, EL1 never executes.
        kernelExecute = !pxn && !userWrite && !(wxn && kernelWrite);
        userExecute = !uxn && !(wxn && userWrite);
        return 0;
    }

    /** Translation while SCTLR_EL1.M is 0: the address itself, data as Device-nGnRnE, everything allowed. */
    private int flat(long va) {
        level = 0;
        if ((va & ~OUTPUT_MASK) != 0) {
            return TranslationFault.ADDRESS_SIZE;
        }
        physical = va;
        device = true;
        attributes = 0;
        shareability = 2;
        notGlobal = false;
        kernelRead = kernelWrite = kernelExecute = userRead = userWrite = userExecute = true;
        return 0;
    }

    /** The physical address found. */
    public long physical() {
        return physical;
    }

    /** The level of the table at which the last walk ended, for fault codes. */
    public int level() {
        return level;
    }

    /** Whether the memory is of a Device type, where unaligned accesses fault. */
    public boolean isDevice() {
        return device;
    }

    /** The MAIR_EL1 byte of the mapping. */
    public int attributes() {
        return attributes;
    }

    /** The SH field of the mapping. */
    public int shareability() {
        return shareability;
    }

    /** Whether the mapping belongs to one ASID only. */
    public boolean isNotGlobal() {
        return notGlobal;
    }

    /** Whether the mapping is larger than 4 KiB or may be cached as such. */
    public boolean isLarge(SystemRegisters regs, long va) {
        return level != 3 || granuleShift(regs.tcr, (va >>> 55 & 1) != 0) != 12;
    }

    public boolean readable(boolean user) {
        return user ? userRead : kernelRead;
    }

    public boolean writable(boolean user) {
        return user ? userWrite : kernelWrite;
    }

    public boolean executable(boolean user) {
        return user ? userExecute : kernelExecute;
    }

    /** Whether EL0 may read or write here: what PAN keeps EL1 from. */
    public boolean isUserAccessible() {
        return userRead;
    }
}
