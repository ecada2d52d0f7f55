package org.polyvisor.arm.translator;

import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.DebugStop;
import org.polyvisor.arm.engine.EngineLoop;
import org.polyvisor.arm.exception.ExceptionEntry;
import org.polyvisor.arm.exception.GuestException;
import org.polyvisor.arm.fp.FpStatus;
import org.polyvisor.arm.mmu.Tlb;
import org.polyvisor.codegen.ir.ExitWord;
import org.polyvisor.host.FaultGuard;
import org.polyvisor.host.HostCall;
import org.polyvisor.host.Memory;

/**
 * The fast engine: runs guest code as host code. Generated code returns here for what it doesn't do itself, which is
 * executed the general way, and is then entered again where it left off.
 */
public final class Translator extends EngineLoop {
    /** MXCSR: all exceptions masked, to nearest. */
    private static final int FP_DEFAULT = 0x1f80;

    /** MXCSR's flags that FPSR has too. */
    private static final int FP_FLAGS = 0x3d;

    private final TranslatedCode code;
    private final Counters counters;
    private final long entry;
    private final FlagFinder flags;
    private final FlagLookahead lookahead = new FlagLookahead();

    /** Whether the flags are in {@link CpuState#HOST_FLAGS} rather than in the words of the state. */
    private boolean flagsPacked;

    /** Whether only one block is to be executed, by {@link #runBlock}. */
    private boolean single;

    /** {@code cpu}'s cluster must have been made with {@code code}. */
    public Translator(Vcpu cpu, TranslatedCode code) {
        super(cpu);
        this.code = code;
        counters = code.counters();
        entry = code.entry();
        flags = new FlagFinder(cpu);
        Memory.putInt(base + CpuState.FP_CONTROL, FP_DEFAULT);
    }

    @Override
    protected void runUntilPending() {
        try {
            if (code.isFull()) {
                cpu.cluster().recycleCode(cpu);
            }
            runBlocks();
        } catch (GuestException e) {
            ExceptionEntry.synchronous(cpu, e, cpu.pc());
        }
    }

    private void runBlocks() {
        try {
            long host = lookUp();
            while (host != 0) {
                packFlags();
                host = handle(HostCall.call(entry, base, host));
            }
        } finally {
            // A debugger's watchpoint leaves by an exception, and the debugger reads the state.
            unpackFlags();
            foldFpFlags();
        }
    }

    /**
     * Executes the code at {@code host} until it leaves for anything but a helper.
     *
     * @return whether it left for an instruction that the helper had to execute and whose successor it doesn't know
     * @throws GuestException what its last instruction raised, with the program counter there
     */
    boolean runBlock(long host) {
        single = true;
        long exit = 0;
        try {
            long next = host;
            while (next != 0) {
                packFlags();
                exit = HostCall.call(entry, base, next);
                next = handle(exit);
            }
            return ExitWord.kind(exit) == ExitWord.HELPER_END;
        } finally {
            single = false;
            unpackFlags();
            foldFpFlags();
        }
    }

    /** Where code goes on after an exit; 0 where the engine's loop has to look first. */
    private long handle(long exit) {
        counters.count(exit);
        return switch (ExitWord.kind(exit)) {
            case ExitWord.HELPER -> help(exit);
            case ExitWord.NOT_TRANSLATED -> {
                locate(exit);
                yield lookUp();
            }
            case ExitWord.LOOKUP -> needsSteps() ? 0 : lookUp();
            case ExitWord.LOOKUP_INDIRECT -> {
                state.set(CpuState.PC, cpu.cleanTarget(state.get(CpuState.PC)));
                yield lookUp();
            }
            case ExitWord.HELPER_END -> {
                locate(exit);
                int row = row(exit);
                if (row == A64Rows.DSB || row >= A64Rows.LDR_lit_v) {
                    unpackFlagsInBlock(ExitWord.offset(exit));
                } else {
                    unpackFlags();
                }
                foldFpFlags();
                execute(row, ExitWord.word(exit));
                yield goesOn() ? lookUp() : 0;
            }
            case ExitWord.PENDING, ExitWord.CHECK -> {
                locate(exit);
                settleFlags();
                yield 0;
            }
            default -> throw fatal();
        };
    }

    /** Generated code met a signal: says where, as far as that is known. */
    private GeneratedCodeFault fatal() {
        long host = state.get(CpuState.FAULT + FaultGuard.RIP);
        BlockTable.Place place = code.find(host);
        String where = "code that no instruction has";
        if (place != null) {
            state.set(CpuState.PC, state.get(CpuState.PC_PAGE) + place.offset());
            where = "guest pc 0x%x, instruction %d of the block at physical 0x%x"
                    .formatted(cpu.pc(), place.index(), place.block());
        }
        return new GeneratedCodeFault("vCPU %d: signal %d in generated code at 0x%x, for address 0x%x: %s"
                .formatted(
                        cpu.index(),
                        state.get(CpuState.FAULT + FaultGuard.SIGNAL),
                        host,
                        state.get(CpuState.FAULT + FaultGuard.ADDRESS),
                        where));
    }

    /**
     * Goes on to where the flags are as the guest's code has set them, a few instructions at most: an interrupt that is
     * taken there saves them, and a debugger sees them.
     */
    private void settleFlags() {
        foldFpFlags();
        lookahead.setPage(Memory.getLong(codeEntry(cpu.pc()) + Tlb.CODE_HOST));
        while (lookahead.isFree(cpu.pc() & 0xfff) && !isCovered()) {
            flagsPacked = false;
            int insn = lookahead.instruction(cpu.pc() & 0xfff);
            int row = A64Decoder.decode(insn);
            execute(row, insn);
            if (FlagRecipe.sets(row)) {
                return;
            }
        }
        unpackFlags();
    }

    private void locate(long exit) {
        state.set(CpuState.PC, state.get(CpuState.PC_PAGE) + ExitWord.offset(exit));
    }

    private static int row(long exit) {
        int row = ExitWord.row(exit);
        return row == 0xfff ? A64Decoder.UNALLOCATED : row;
    }

    /** Executes one instruction of a block; the block goes on behind it. */
    private long help(long exit) {
        locate(exit);
        int row = ExitWord.row(exit);
        int insn = ExitWord.word(exit);
        int offset = ExitWord.offset(exit);
        if (usesFlags(row, insn)) {
            unpackFlagsInBlock(offset);
        }
        foldFpFlags();
        long next = cpu.pc() + 4;
        try {
            execute(row, insn);
        } catch (GuestException | DebugStop e) {
            unpackFlagsInBlock(offset);
            throw e;
        }
        if (cpu.pc() == next && !needsSteps()) {
            return state.get(CpuState.RESUME);
        }
        unpackFlagsInBlock(offset + 4);
        return goesOn() ? lookUp() : 0;
    }

    /** Whether a helper reads or sets the flags, or takes an exception by itself. */
    private static boolean usesFlags(int row, int insn) {
        return row >= A64Rows.SVC
                        && row < A64Rows.LDR_lit
                        && row != A64Rows.SYS
                        && (row != A64Rows.MRS || SystemFront.isNzcv(insn))
                || row >= A64Rows.FCSEL && row <= A64Rows.FCCMP;
    }

    private boolean goesOn() {
        return Memory.getLongOpaque(base + CpuState.PENDING) == 0 && !needsSteps();
    }

    /** The code for the program counter, made if need be; 0 where a debugger wants to see it first. */
    private long lookUp() {
        if (single || isCovered()) {
            return 0;
        }
        while (true) {
            long pc = state.get(CpuState.PC);
            int offset = (int) pc & 0xffc;
            long entry = codeEntry(pc);
            long slots = Memory.getLong(entry + 8);
            state.set(CpuState.PC_PAGE, pc & -4096L);
            long host = Memory.getLong(slots + offset * 2L);
            if (!code.isNotTranslated(host, offset)) {
                return host;
            }
            if (code.isCold(slots, offset)) {
                if (!visit(pc, Memory.getLong(entry + 16))) {
                    return 0;
                }
                continue;
            }
            boolean cached = (cpu.registers().sctlr & Sctlr.I) != 0;
            long physicalPage = Memory.getLong(entry + Tlb.PHYSICAL);
            host = code.translate(physicalPage, Memory.getLong(entry + Tlb.CODE_HOST), slots, offset, cached);
            if (host != 0) {
                if (cached) {
                    noteVector(pc, physicalPage);
                }
                return host;
            }
            cpu.cluster().recycleCode(cpu);
        }
    }

    /** An exception vector that is met first says where the others are. */
    private void noteVector(long pc, long physicalPage) {
        long vectors = cpu.registers().vbar;
        if (pc >= vectors && pc - vectors < TranslatedCode.VECTORS_BYTES) {
            code.expectVectors(physicalPage + (vectors & 0xfff));
        }
    }

    /**
     * Interprets code that is not worth translating yet, as far as a block of it would reach.
     *
     * @param from the program counter
     * @param page where its page is
     * @return whether the engine's loop has nothing to look at first
     */
    private boolean visit(long from, long page) {
        unpackFlags();
        foldFpFlags();
        long pc = from;
        int row;
        do {
            int insn = Memory.getInt(page + (pc & 0xffc));
            row = A64Decoder.decode(insn);
            execute(row, insn);
            counters.countInterpreted();
            if (HostCode.COUNTS) {
                state.set(CpuState.INSTRUCTIONS, state.get(CpuState.INSTRUCTIONS) + 1);
            }
            pc += 4;
            if (!goesOn()) {
                return false;
            }
        } while (state.get(CpuState.PC) == pc && !mayRemap(row) && pc - from < FrontEnd.LIMIT * 4 && (pc & 0xfff) != 0);
        return !isCovered();
    }

    /** Whether other code may be at the program counter once an instruction has been executed. */
    private static boolean mayRemap(int row) {
        return switch (row) {
            case A64Rows.HINT, A64Rows.YIELD, A64Rows.CLREX, A64Rows.DMB -> false;
            default -> row >= A64Rows.SVC && row < A64Rows.MRS;
        };
    }

    private void packFlags() {
        if (!flagsPacked) {
            flags.pack();
            flagsPacked = true;
        }
    }

    private void unpackFlags() {
        if (flagsPacked) {
            flags.unpack();
            flagsPacked = false;
        }
    }

    /** Where a block has been left for a helper or behind one, before the instruction at an offset in the page. */
    private void unpackFlagsInBlock(int end) {
        if (!flagsPacked) {
            return;
        }
        flags.unpack(code, state.get(CpuState.RESUME), end);
        flagsPacked = false;
    }

    /** Adds what the host's floating point has met to FPSR. */
    private void foldFpFlags() {
        int control = Memory.getInt(base + CpuState.FP_CONTROL);
        if ((control & FP_FLAGS) != 0) {
            Memory.putInt(base + CpuState.FP_CONTROL, FP_DEFAULT);
            cpu.fp()
                    .raise(((control & 1) != 0 ? FpStatus.INVALID_OPERATION : 0)
                            | ((control & 4) != 0 ? FpStatus.DIVIDE_BY_ZERO : 0)
                            | ((control & 8) != 0 ? FpStatus.OVERFLOW : 0)
                            | ((control & 16) != 0 ? FpStatus.UNDERFLOW : 0)
                            | ((control & 32) != 0 ? FpStatus.INEXACT : 0));
        }
    }
}
