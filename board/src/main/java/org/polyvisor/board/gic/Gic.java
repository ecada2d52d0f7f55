package org.polyvisor.board.gic;

import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.arm.bus.InterruptLine;
import org.polyvisor.board.bus.MmioDevice;

/**
 * A GICv3 (Arm IHI 0069) with one security state, affinity routing always on, 16 SGIs and 16 PPIs a vCPU, 256 SPIs, no
 * LPIs, no extended ranges and no NMIs. Group 0 interrupts leave as FIQ, group 1 as IRQ.
 *
 * <p>One lock guards distributor, redistributors and CPU interfaces; it is held for a few dozen loads and stores. The
 * vCPUs' lines are driven while it is held, so what is connected there must neither block nor call back.
 */
public final class Gic {
    /** The number of INTIDs 0 to 287. */
    public static final int INTERRUPTS = 288;

    public static final int MAX_VCPUS = 8;
    /** Address space of one redistributor: RD_base and SGI_base. */
    public static final long REDISTRIBUTOR_SIZE = 0x2_0000;

    private static final int FIRST_SPI = 32;

    /** The two group enables of GICD_CTLR, as bits 0 and 1. */
    private int groupEnables;

    private final InterruptBank shared = new InterruptBank(INTERRUPTS / 32 - 1);
    private final SpiRouting routing;
    private final Redistributor[] redistributors;
    private final CpuInterface[] cpuInterfaces;
    private final Distributor distributor;

    /** @param vcpus 1 to {@link #MAX_VCPUS}; vCPU n has the affinity 0.0.0.n */
    public Gic(int vcpus) {
        if (vcpus < 1 || vcpus > MAX_VCPUS) {
            throw new IllegalArgumentException("a GIC serves 1 to " + MAX_VCPUS + " vCPUs, not " + vcpus);
        }
        routing = new SpiRouting(INTERRUPTS - FIRST_SPI, vcpus);
        redistributors = new Redistributor[vcpus];
        cpuInterfaces = new CpuInterface[vcpus];
        for (int vcpu = 0; vcpu < vcpus; vcpu++) {
            redistributors[vcpu] = new Redistributor(this, vcpu, vcpu == vcpus - 1);
            cpuInterfaces[vcpu] = new CpuInterface(this, vcpu);
        }
        distributor = new Distributor(this, shared, routing);
    }

    public int vcpus() {
        return cpuInterfaces.length;
    }

    /** The GICD registers, 64 KiB. */
    public MmioDevice distributor() {
        return distributor;
    }

    /** The GICR registers of a vCPU, {@link #REDISTRIBUTOR_SIZE} bytes. */
    public MmioDevice redistributor(int vcpu) {
        return redistributors[vcpu];
    }

    /** The ICC system registers of a vCPU. */
    public GicCpuInterface cpuInterface(int vcpu) {
        return cpuInterfaces[vcpu];
    }

    /**
     * Connects the interrupt inputs of a vCPU; they are driven at once to their present level.
     *
     * @param irq must neither block nor call the GIC
     * @param fiq must neither block nor call the GIC
     * @param wake the wake request, for whoever controls the vCPU's power: asserted while an interrupt waits for a
     *     vCPU whose redistributor it has put to sleep; must neither block nor call the GIC
     */
    public synchronized void connect(int vcpu, InterruptLine irq, InterruptLine fiq, InterruptLine wake) {
        cpuInterfaces[vcpu].connect(irq, fiq, wake);
    }

    /** Resets a vCPU's CPU interface, as when power returns to its core; redistributor state stays. */
    public synchronized void resetCpuInterface(int vcpu) {
        cpuInterfaces[vcpu].reset();
        updateAll();
    }

    /**
     * The input of a shared peripheral interrupt.
     *
     * @param number counted from 0, so INTID 32 + number
     */
    public InterruptLine spi(int number) {
        if (number < 0 || number >= INTERRUPTS - FIRST_SPI) {
            throw new IllegalArgumentException("no SPI " + number);
        }
        return asserted -> driveSpi(number, asserted);
    }

    /**
     * The input of a private peripheral interrupt.
     *
     * @param intid 16 to 31
     */
    public InterruptLine ppi(int vcpu, int intid) {
        if (intid < 16 || intid > 31) {
            throw new IllegalArgumentException("no PPI has INTID " + intid);
        }
        Redistributor redistributor = redistributors[vcpu];
        return asserted -> drivePpi(redistributor, intid, asserted);
    }

    private synchronized void driveSpi(int number, boolean asserted) {
        if (shared.setLevel(number, asserted)) {
            updateAll();
        }
    }

    private synchronized void drivePpi(Redistributor redistributor, int intid, boolean asserted) {
        if (redistributor.bank.setLevel(intid, asserted)) {
            update(redistributor.vcpu);
        }
    }

    int groupEnables() {
        return groupEnables;
    }

    void setGroupEnables(int enables) {
        groupEnables = enables & 3;
    }

    /** Arbitrates anew for every vCPU after a change that may concern any. The caller holds the lock. */
    void updateAll() {
        for (int vcpu = 0; vcpu < cpuInterfaces.length; vcpu++) {
            update(vcpu);
        }
    }

    /** Arbitrates anew for one vCPU and drives its lines. The caller holds the lock. */
    void update(int vcpu) {
        cpuInterfaces[vcpu].signal();
    }

    /**
     * The most urgent interrupt that is pending, enabled, in an enabled group and meant for this vCPU: its priority
     * shifted left by 16 over its INTID, or {@link #NONE}. Of equal priorities the lowest INTID wins.
     */
    int highestPending(int vcpu) {
        return redistributors[vcpu].isAsleep()
                ? NONE
                : highestPending(vcpu, groupEnables & cpuInterfaces[vcpu].groupEnables());
    }

    /** Whether an interrupt waits that would go to this vCPU if it were awake. */
    boolean isWakeRequested(int vcpu) {
        return redistributors[vcpu].isAsleep() && highestPending(vcpu, groupEnables) != NONE;
    }

    private int highestPending(int vcpu, int groups) {
        if (groups == 0) {
            return NONE;
        }
        int best = best(NONE, redistributors[vcpu].bank, 0, 0, groups, -1);
        for (int word = 0; word < shared.words(); word++) {
            if ((shared.pending(word) & shared.enabled[word] & ~shared.active[word]) != 0) {
                best = best(best, shared, word, FIRST_SPI, groups, spisFor(vcpu, word));
            }
        }
        return best;
    }

    static final int NONE = Priorities.IDLE << 16 | 1023;

    private static int best(int best, InterruptBank bank, int word, int firstIntid, int groups, int eligible) {
        int inGroup = (groups & 2) != 0 ? bank.group[word] : 0;
        if ((groups & 1) != 0) {
            inGroup |= ~bank.group[word];
        }
        int result = best;
        int candidates = bank.pending(word) & bank.enabled[word] & ~bank.active[word] & inGroup & eligible;
        while (candidates != 0) {
            int index = word * 32 + Integer.numberOfTrailingZeros(candidates);
            result = Math.min(result, bank.priority(index) << 16 | firstIntid + index);
            candidates &= candidates - 1;
        }
        return result;
    }

    /** The SPIs of a word that go to a vCPU: those routed to it, and those routed to any of which it gets its share. */
    private int spisFor(int vcpu, int word) {
        int bits = routing.routedTo(vcpu, word);
        int any = routing.routedToAny(word);
        while (any != 0) {
            int bit = Integer.lowestOneBit(any);
            int index = word * 32 + Integer.numberOfTrailingZeros(bit);
            if (chosenForAny(index) == vcpu) {
                bits |= bit;
            }
            any ^= bit;
        }
        return bits;
    }

    /**
     * Which vCPU takes a 1-of-N interrupt: the first that would take it at once, else the first that could, else none
     * (-1). The architecture leaves the choice open.
     */
    private int chosenForAny(int index) {
        int group = shared.isGroup1(index) ? 1 : 0;
        int priority = shared.priority(index);
        int fallback = -1;
        for (int vcpu = 0; vcpu < cpuInterfaces.length; vcpu++) {
            CpuInterface candidate = cpuInterfaces[vcpu];
            boolean able = (candidate.groupEnables() >>> group & 1) != 0 && redistributors[vcpu].takesAny(group);
            if (able && candidate.wouldTake(priority, group)) {
                return vcpu;
            }
            if (able && fallback < 0) {
                fallback = vcpu;
            }
        }
        return fallback;
    }

    /** Whether an interrupt is in group 1. The INTID exists. */
    boolean isGroup1(int vcpu, int intid) {
        return intid < FIRST_SPI ? redistributors[vcpu].bank.isGroup1(intid) : shared.isGroup1(intid - FIRST_SPI);
    }

    /** The INTID exists. */
    void acknowledge(int vcpu, int intid) {
        if (intid < FIRST_SPI) {
            redistributors[vcpu].bank.acknowledge(intid);
        } else {
            shared.acknowledge(intid - FIRST_SPI);
        }
        updateFor(vcpu, intid);
    }

    /** Ends an interrupt's active state; INTIDs that do not exist are ignored. */
    void deactivate(int vcpu, int intid) {
        if (intid < FIRST_SPI) {
            redistributors[vcpu].bank.deactivate(intid);
        } else if (intid < INTERRUPTS) {
            shared.deactivate(intid - FIRST_SPI);
        }
        updateFor(vcpu, intid);
    }

    /**
     * Arbitrates anew after an interrupt's state or a running priority changed: a private interrupt concerns its vCPU,
     * a shared one may concern any, and so may a running priority while it decides who takes 1-of-N interrupts.
     */
    private void updateFor(int vcpu, int intid) {
        if (intid < FIRST_SPI && !routing.isAnyInUse()) {
            update(vcpu);
        } else {
            updateAll();
        }
    }

    /** Makes an SGI pending on a vCPU if the SGI is in that group there. */
    void sendSgi(int vcpu, int intid, boolean group1) {
        InterruptBank bank = redistributors[vcpu].bank;
        if (bank.isGroup1(intid) == group1) {
            bank.latch(0, 1 << intid);
            update(vcpu);
        }
    }
}
