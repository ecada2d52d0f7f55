package org.polyvisor.arm.cpu;

import java.lang.foreign.Arena;
import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.arm.bus.InterruptLine;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.exception.ExceptionEntry;
import org.polyvisor.arm.exception.GuestException;
import org.polyvisor.arm.fp.FpStatus;
import org.polyvisor.arm.mmu.ByteRuns;
import org.polyvisor.arm.mmu.Mailbox;
import org.polyvisor.arm.mmu.Mmu;
import org.polyvisor.arm.mmu.Tlb;
import org.polyvisor.arm.mmu.TlbRequest;
import org.polyvisor.arm.sysreg.IdRegisters;
import org.polyvisor.host.Memory;

/**
 * One virtual CPU as the instructions see it: registers, memory through the MMU, exceptions. Instruction methods take a
 * {@code Vcpu} and the instruction word; they must change nothing before the last point at which they can fault.
 *
 * <p>Everything here belongs to the thread that runs the vCPU, except the methods that say otherwise.
 */
public final class Vcpu {
    private final int index;
    private final CpuState state;
    private final Pstate pstate;
    private final SystemRegisters registers;
    private final GuestException exception = new GuestException();
    private final Mmu mmu;
    private final Mailbox mailbox = new Mailbox();
    private final Shootdowns shootdowns = new Shootdowns();
    private final Timers timers;
    private final GuestDebug debug;
    private final Watches watches;
    private final VcpuPorts ports;
    private final InterruptInputs interrupts;
    private final QuadMemory quad;
    private final ByteRuns byteRuns;
    private final FpStatus fp;
    private final long[] structure = new long[8];
    private long nextPc;
    private boolean unfinished;
    private int trapSyndrome;
    private volatile boolean event;
    private volatile boolean stopRequested;
    private volatile boolean wakeRequested;
    private boolean leaveRequested;
    private boolean interruptsHeld;

    /**
     * Makes a vCPU that is held in reset.
     *
     * @param arena how long its native memory lives
     * @param index its number in the VM, from 0
     * @param bus the physical address space
     * @param ports what else it is wired to
     */
    public Vcpu(Arena arena, int index, PhysicalBus bus, VcpuPorts ports) {
        this.index = index;
        this.ports = ports;
        state = new CpuState(arena);
        registers = new SystemRegisters(state);
        pstate = new Pstate(state);
        mmu = new Mmu(arena, bus, registers, pstate, exception);
        timers = new Timers(this, ports.counterOrigin(), ports.physicalTimer(), ports.virtualTimer());
        state.set(CpuState.COUNTER_ORIGIN, ports.counterOrigin());
        debug = new GuestDebug(this);
        watches = new Watches(mmu);
        interrupts = new InterruptInputs(this);
        quad = new QuadMemory(mmu, ports.cluster(), state.base() + CpuState.QUAD);
        byteRuns = new ByteRuns(mmu);
        fp = new FpStatus(state.base() + CpuState.FPCR);
        ports.cluster().add(this);
        stateChanged();
    }

    /** The vCPU's number in its VM, from 0. */
    public int index() {
        return index;
    }

    /** MPIDR_EL1: one cluster of up to 16 cores, numbered by Aff0. */
    public long mpidr() {
        return 0x8000_0000L | index;
    }

    public CpuState state() {
        return state;
    }

    public Pstate pstate() {
        return pstate;
    }

    public SystemRegisters registers() {
        return registers;
    }

    public Mmu mmu() {
        return mmu;
    }

    public Timers timers() {
        return timers;
    }

    public GuestDebug debug() {
        return debug;
    }

    public Watches watches() {
        return watches;
    }

    public GicCpuInterface gic() {
        return ports.gic();
    }

    public Cluster cluster() {
        return ports.cluster();
    }

    VcpuHost host() {
        return ports.host();
    }

    public Hypercalls hypercalls() {
        return ports.hypercalls();
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** How this vCPU's invalidations have reached the others. */
    public Shootdowns shootdowns() {
        return shootdowns;
    }

    // ---- registers ----

    /** Xn as 64 bits; 31 is XZR. */
    public long x(int n) {
        return state.x(n);
    }

    public void setX(int n, long value) {
        state.setX(n, value);
    }

    /** Wn; 31 is WZR. */
    public int w(int n) {
        return (int) state.x(n);
    }

    /** Sets Wn: bits 63..32 of Xn become zero. */
    public void setW(int n, int value) {
        state.setX(n, value & 0xffff_ffffL);
    }

    public long xOrSp(int n) {
        return state.xOrSp(n);
    }

    public void setXOrSp(int n, long value) {
        state.setXOrSp(n, value);
    }

    public long vLow(int n) {
        return state.vLow(n);
    }

    public long vHigh(int n) {
        return state.vHigh(n);
    }

    public void setV(int n, long low, long high) {
        state.setV(n, low, high);
    }

    /** FPCR and FPSR. */
    public FpStatus fp() {
        return fp;
    }

    /** Room for what a structure load has read of four registers, until all of it is known to be readable. */
    public long[] structure() {
        return structure;
    }

    /** The address of the instruction being executed. */
    public long pc() {
        return state.get(CpuState.PC);
    }

    /** Makes the instruction being executed continue at {@code target} rather than at the next one. */
    public void branchTo(long target) {
        nextPc = target;
    }

    /** The same for a target from a register, which may carry a tag that TCR_EL1 has ignored. */
    public void branchIndirect(long target) {
        nextPc = BranchTarget.clean(registers, target);
    }

    /** The program counter may carry a tag, which the translation control registers ignore: without it. */
    public long cleanTarget(long target) {
        return BranchTarget.clean(registers, target);
    }

    /** Where execution goes on after this instruction. */
    public long nextPc() {
        return nextPc;
    }

    /** The syndrome that the system instruction being executed would trap with; set before its register is called. */
    public int trapSyndrome() {
        return trapSyndrome;
    }

    public void setTrapSyndrome(int syndrome) {
        trapSyndrome = syndrome;
    }

    // ---- memory ----

    /** Register n as the base of an address: SP must be a multiple of 16 where SCTLR_EL1.SA or SA0 says so. */
    public long baseAddress(int n) {
        long address = state.xOrSp(n);
        if (n == 31 && (address & 15) != 0) {
            long check = pstate.el == 0 ? Sctlr.SA0 : Sctlr.SA;
            if ((registers.sctlr & check) != 0) {
                throw raise(ExceptionClass.SP_ALIGNMENT, 0, 0);
            }
        }
        return address;
    }

    /**
     * Loads from memory at the current privilege.
     *
     * @param size 1, 2, 4 or 8 bytes
     * @return the value, zero-extended
     * @throws GuestException a data abort
     */
    public long load(long address, int size) {
        return mmu.load(address, size);
    }

    /** Stores the low {@code size} (1, 2, 4, 8) bytes of {@code value} at the current privilege. */
    public void store(long address, int size, long value) {
        mmu.store(address, size, value);
    }

    /** LDTR and its kin: at EL1 with EL0's permissions, unless PSTATE.UAO is set. */
    public long loadUnprivileged(long address, int size) {
        long entry = Tlb.dataEntry(mmu.tlb().userTable(), address);
        if (!pstate.uao && size == 8 && Memory.getLong(entry) == (address + 7 & -4096L)) {
            return Memory.getLong(Memory.getLong(entry + Tlb.ADDEND) + address);
        }
        return mmu.loadSlowly(address, size, isUnprivileged());
    }

    /** STTR and its kin: at EL1 with EL0's permissions, unless PSTATE.UAO is set. */
    public void storeUnprivileged(long address, int size, long value) {
        long entry = Tlb.dataEntry(mmu.tlb().userTable(), address);
        if (!pstate.uao && size == 8 && Memory.getLong(entry + Tlb.WRITE_TAG) == (address + 7 & -4096L)) {
            Memory.putLong(Memory.getLong(entry + Tlb.ADDEND) + address, value);
            return;
        }
        mmu.storeSlowly(address, size, value, isUnprivileged());
    }

    /** Whether the unprivileged form of an access has EL0's permissions: always, unless PSTATE.UAO is set at EL1. */
    public boolean isUnprivileged() {
        return pstate.el == 0 || !pstate.uao;
    }

    private boolean isUser() {
        return pstate.el == 0;
    }

    /** Raises an alignment fault for a load, where SCTLR_EL1.A asks for natural alignment. */
    public void checkAlignment(long address, int alignment) {
        if ((address & alignment - 1) != 0 && (registers.sctlr & Sctlr.A) != 0) {
            throw mmu.dataAbort(address, org.polyvisor.arm.mmu.TranslationFault.ALIGNMENT, false);
        }
    }

    /** A load that must be aligned: load-acquire, load-exclusive. */
    public long loadOrdered(long address, int size) {
        if ((address & size - 1) != 0) {
            throw mmu.dataAbort(address, org.polyvisor.arm.mmu.TranslationFault.ALIGNMENT, false);
        }
        return mmu.load(address, size);
    }

    /** A store that must be aligned: store-release. */
    public void storeOrdered(long address, int size, long value) {
        if ((address & size - 1) != 0) {
            throw mmu.dataAbort(address, org.polyvisor.arm.mmu.TranslationFault.ALIGNMENT, true);
        }
        mmu.store(address, size, value);
    }

    /**
     * For an instruction that stores to {@code [address, address + bytes)} in several pieces: raises now whatever a
     * store there would raise, so that nothing is stored before the fault is known. At most one page long.
     *
     * @param alignment what SCTLR_EL1.A would ask of the address
     */
    public void checkStore(long address, int bytes, int alignment) {
        mmu.checkStore(address, bytes, alignment, isUser());
    }

    /** What a store-exclusive would raise; it must be aligned whatever SCTLR_EL1.A says, and whatever the monitor. */
    public void checkStoreExclusive(long address, int bytes) {
        if ((address & bytes - 1) != 0) {
            throw mmu.dataAbort(address, org.polyvisor.arm.mmu.TranslationFault.ALIGNMENT, true);
        }
        mmu.checkStore(address, bytes, bytes, isUser());
    }

    /** Raises what an atomic update of {@code size} bytes, 1 to 16, would raise. */
    public void checkUpdate(long address, int size) {
        mmu.hostForUpdate(address, size, isUser());
    }

    /** Compares and swaps 1, 2, 4 or 8 bytes; returns what was there, zero-extended. */
    public long compareAndSwap(long address, int size, long expected, long value) {
        return Memory.compareAndExchange(mmu.hostForUpdate(address, size, isUser()), size, expected, value);
    }

    /** Loads 16 bytes as one; see {@link #quadLow}. */
    public void loadQuad(long address) {
        quad.load(address, isUser());
    }

    /** Compares and swaps 16 bytes as one; what was there is then in {@link #quadLow} and {@link #quadHigh}. */
    public boolean compareAndSwapQuad(long address, long expectedLow, long expectedHigh, long low, long high) {
        return quad.compareAndSwap(address, isUser(), expectedLow, expectedHigh, low, high);
    }

    public long quadLow() {
        return quad.low();
    }

    public long quadHigh() {
        return quad.high();
    }

    /** Memory as the copy and set instructions use it. */
    public ByteRuns byteRuns() {
        return byteRuns;
    }

    /** CLREX, and what every exception return does. */
    public void clearExclusive() {
        state.set(CpuState.EXCLUSIVE_SIZE, 0);
    }

    // ---- exceptions and state ----

    /** Raises what CPACR_EL1.FPEN asks for when an FP or SIMD instruction may not run here. */
    public void requireFpEnabled() {
        if (state.get(CpuState.FP_TRAPS) != 0) {
            // CV = 1, COND = 0b1110
            throw raise(ExceptionClass.FP_ACCESS, 0x1e << 20, 0);
        }
    }

    /** For exceptions whose return address is the next instruction: this one counts as done, a software step too. */
    public void completeBeforeException() {
        pstate.softwareStep = false;
        state.set(CpuState.PC, nextPc);
    }

    /** The instruction being executed has done a part of its work and is to be executed again for the next. */
    public void repeatInstruction() {
        nextPc = pc();
        unfinished = true;
    }

    /** Whether the instruction at the program counter has done a part of its work already. */
    public boolean isUnfinished() {
        return unfinished;
    }

    /** Whatever comes next is a beginning: an exception was taken, or somebody may have changed the state. */
    public void forgetUnfinished() {
        unfinished = false;
    }

    /** About to execute the instruction at the program counter, four bytes long. */
    public void beginInstruction() {
        unfinished = false;
        nextPc = state.get(CpuState.PC) + 4;
    }

    /** The instruction has completed. */
    public void endInstruction() {
        state.set(CpuState.PC, nextPc);
    }

    /** The UNDEFINED exception, to be thrown. */
    public GuestException undefined() {
        return exception.with(ExceptionClass.UNKNOWN, 0, 0);
    }

    /** Any exception, to be thrown. */
    public GuestException raise(int exceptionClass, int iss, long far) {
        return exception.with(exceptionClass, iss, far);
    }

    /** Puts the SP in use back into its bank, before the level or SPSel changes. */
    public void saveStackPointer() {
        state.set(pstate.usesSpEl1() ? CpuState.SP_EL1 : CpuState.SP_EL0, state.get(CpuState.SP_SLOT * 8));
    }

    /** Takes the SP that the level and SPSel select. */
    public void loadStackPointer() {
        state.set(CpuState.SP_SLOT * 8, state.get(pstate.usesSpEl1() ? CpuState.SP_EL1 : CpuState.SP_EL0));
        updateEl1h();
    }

    private void updateEl1h() {
        state.set(CpuState.EL1H, pstate.usesSpEl1() ? 1 : 0);
    }

    /** To be called after any change of the level, masks, PAN, CPACR_EL1, SCTLR_EL1 or the ASID. */
    public void stateChanged() {
        if (pstate.pan) {
            mmu.tlb().purgeTransient();
        }
        mmu.selectTable();
        state.set(CpuState.CODE_TABLE, Tlb.codeTable(mmu.table()));
        state.set(CpuState.DATA_TABLE, mmu.table());
        updateUserTable();
        int fpen = (int) (registers.cpacr >>> 20) & 3;
        boolean traps = pstate.el == 0 ? fpen != 3 : (fpen & 1) == 0;
        state.set(CpuState.FP_TRAPS, traps ? 1 : 0);
        updateFpSlow();
        state.set(CpuState.NO_COPIES, pstate.el == 0 && (registers.sctlr & Sctlr.MSCEN) == 0 ? 1 : 0);
        state.set(CpuState.COUNTERS, pstate.el == 0 ? registers.cntkctl & 3 : 3);
        state.set(CpuState.MAINTENANCE, maintenance());
        state.set(CpuState.TCR_EL1, registers.tcr);
        state.set(CpuState.DCZID_EL0, IdRegisters.readZeroBlock(this));
        updateEl1h();
        masksLifted();
    }

    private int maintenance() {
        if (pstate.el != 0) {
            return 3;
        }
        return ((registers.sctlr & Sctlr.DZE) != 0 ? 1 : 0) | ((registers.sctlr & Sctlr.UCI) != 0 ? 2 : 0);
    }

    /** To be called after a change of PSTATE.UAO. */
    public void updateUserTable() {
        state.set(
                CpuState.USER_TABLE,
                isUnprivileged() ? mmu.tlb().userTable() : mmu.tlb().kernelTable());
    }

    /** To be called after a change of FPCR. */
    public void updateFpSlow() {
        state.set(CpuState.FP_SLOW, state.get(CpuState.FP_TRAPS) | fp.control());
    }

    /** To be called when a mask in PSTATE.DAIF was lifted. */
    public void masksLifted() {
        if (interrupts.isDeliverable(pstate.daif())) {
            poke(Pending.INTERRUPT);
        }
    }

    /** Takes an interrupt if one is asserted and not masked. */
    public void takeInterrupts() {
        if (interruptsHeld) {
            return;
        }
        if (interrupts.isFiqDeliverable(pstate.daif())) {
            ExceptionEntry.fiq(this);
        } else if (interrupts.isIrqDeliverable(pstate.daif())) {
            ExceptionEntry.irq(this);
        }
    }

    /**
     * While set, no interrupt is taken and WFI does not wait: a debugger outside the guest steps through code. To be
     * called while the vCPU does not execute.
     */
    public void holdInterrupts(boolean hold) {
        interruptsHeld = hold;
        masksLifted();
    }

    /** Puts the vCPU into the state after a reset, about to execute at {@code entry} at EL1 with {@code x0}. */
    public void reset(long entry, long x0) {
        ResetState.apply(this);
        state.set(CpuState.PC, entry);
        state.setX(0, x0);
        timers.reset();
        debug.update();
        stateChanged();
    }

    // ---- between vCPUs and threads ----

    /** The nIRQ input. Any thread. */
    public InterruptLine irqInput() {
        return interrupts.irq();
    }

    /** The nFIQ input. Any thread. */
    public InterruptLine fiqInput() {
        return interrupts.fiq();
    }

    /** The interrupt controller's wake request: see {@link #isWakeRequested}. Any thread. */
    public InterruptLine wakeInput() {
        return asserted -> {
            wakeRequested = asserted;
            if (asserted) {
                wake();
            }
        };
    }

    /** Whether an interrupt input is asserted, masked or not: what ends WFI. */
    public boolean isInterrupted() {
        return interrupts.isAsserted();
    }

    /** Which inputs are asserted, as ISR_EL1 shows them. */
    public long isr() {
        return interrupts.isr();
    }

    /** Has the engine leave its loop soon; {@code reasons} as in {@link Pending}. Any thread. */
    public void poke(long reasons) {
        Memory.getAndBitwiseOrLong(state.base() + CpuState.PENDING, reasons);
    }

    /** Takes the reasons for which the engine was asked to leave its loop. */
    public long takePending() {
        return Memory.getAndBitwiseAndLong(state.base() + CpuState.PENDING, 0);
    }

    /** Asks {@code run} to return soon. Any thread. */
    public void requestStop() {
        stopRequested = true;
        poke(Pending.STOP);
        wake();
    }

    /** Whether {@link #requestStop} was called since the last {@link #clearStop}. */
    public boolean isStopRequested() {
        return stopRequested;
    }

    public void clearStop() {
        stopRequested = false;
    }

    /**
     * Asks {@code run} to return behind the instruction that is being executed. For the vCPU's own thread, which cannot
     * miss it: it counts once, unlike {@link #requestStop}.
     */
    public void requestLeave() {
        leaveRequested = true;
        poke(Pending.STOP);
    }

    /** Whether {@link #requestLeave} was called since the last {@link #clearLeave}. */
    public boolean isLeaveRequested() {
        return leaveRequested;
    }

    /** For the engine: a new run begins. */
    public void clearLeave() {
        leaveRequested = false;
    }

    /** Ends a wait of the vCPU. Any thread. */
    public void wake() {
        host().wake(this);
    }

    /** The time asked for by {@link VcpuHost#scheduleTimer} has come. Any thread. */
    public void timerExpired() {
        poke(Pending.TIMER);
        wake();
    }

    /** The vCPU starts to run guest code: what others asked it to forget is forgotten first. */
    public void enterGuest() {
        mailbox.enter(mmu.tlb());
    }

    /** The vCPU runs no guest code until {@link #enterGuest}: nobody has to wait for it. */
    public void leaveGuest() {
        mailbox.leave();
    }

    /** Carries out what other vCPUs asked for. */
    public void drainMailbox() {
        mailbox.drain(mmu.tlb());
    }

    /** A TLB invalidation by this vCPU, on all vCPUs where {@code everywhere}. */
    public void invalidateTlb(TlbRequest request, boolean everywhere) {
        request.apply(mmu.tlb());
        if (everywhere) {
            if (cluster().broadcast(this, request)) {
                state.set(CpuState.BROADCASTS, 1);
            }
        }
    }

    /** DSB: what this vCPU broadcast is done when this returns. */
    public void synchronizeBroadcasts() {
        cluster().awaitBroadcasts(this);
        state.set(CpuState.BROADCASTS, 0);
    }

    /** SEV, and for this vCPU alone SEVL and ERET: the next WFE does not wait. Any thread. */
    public void setEvent() {
        if (!event) {
            event = true;
            wake();
        }
    }

    /** WFE's half: whether there was an event, which is then used up. */
    public boolean takeEvent() {
        boolean was = event;
        event = false;
        return was;
    }

    /** WFI: returns when an interrupt input is asserted, a stop is asked for, or earlier. */
    public void waitForInterrupt() {
        leaveGuest();
        while (!isInterrupted() && !stopRequested && !interruptsHeld) {
            host().idle(this, Long.MAX_VALUE);
            if (state.get(CpuState.PENDING) != 0) {
                break;
            }
        }
        enterGuest();
    }

    /** What {@link CpuState#INSTRUCTIONS} counts. Any thread; the value of moments ago. */
    public long instructions() {
        return Memory.getLongOpaque(state.base() + CpuState.INSTRUCTIONS);
    }

    /** Whether there is a reason not to wait for an interrupt: one is asserted, or something is pending. */
    public boolean hasReasonToRun() {
        return isInterrupted() || interruptsHeld || Memory.getLongOpaque(state.base() + CpuState.PENDING) != 0;
    }

    /** Whether what ends the sleep of the whole machine is there: a wake request or an interrupt. Own thread. */
    public boolean isWakeRequested() {
        timers.update();
        return wakeRequested || isInterrupted() || interruptsHeld;
    }

    /** WFE without an event: gives the host thread to others for a moment. */
    public void waitForEvent() {
        leaveGuest();
        host().yield(this);
        enterGuest();
    }
}
