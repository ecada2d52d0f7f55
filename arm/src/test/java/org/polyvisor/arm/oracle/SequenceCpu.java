package org.polyvisor.arm.oracle;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.polyvisor.arm.TestEngines;
import org.polyvisor.arm.cpu.Cluster;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engine.Engine;
import org.polyvisor.arm.engines.Engines;
import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.mmu.TranslationFault;
import org.polyvisor.host.Memory;

/** Our processor under test: runs sequences at EL1, code and data mapped where they are in the batch. */
final class SequenceCpu implements AutoCloseable {
    private static final long TABLES = 0x1000;
    private static final int REGION = 16 << 20;
    private static final int HVC_0 = 0xd400_0002;
    private static final int HVC_1 = 0xd400_0022;

    private final Arena arena = Arena.ofShared();
    private final TestRam ram = new TestRam(arena);
    private final Engines engines = TestEngines.create(arena);
    private final Vcpu cpu;
    private final Engine engine;
    private final List<long[]> states = new ArrayList<>();
    private List<Sequence> sequences = List.of();

    SequenceCpu() {
        ram.add(TABLES, 0x2000);
        ram.add(Batch.CODE_BASE, 1 << 20);
        ram.add(Batch.DATA_BASE, REGION);
        ram.add(Batch.FINISH, 0x2000);
        cpu = TestCpus.make(arena, 0, ram, new Cluster(engines.code()), this::finish);
        engine = engines.create(cpu);
        cpu.reset(0, 0);
        mapIdentically();
        cpu.registers().cpacr = 3 << 20;
        cpu.registers().sctlr |= Sctlr.M | Sctlr.C | Sctlr.I;
        cpu.registers().sctlr &= ~(Sctlr.A | Sctlr.SA | Sctlr.SA0);
        cpu.mmu().tlb().invalidateAll();
        cpu.stateChanged();
        Memory.putInt(ram.host(Batch.FINISH), HVC_0);
        cpu.registers().vbar = Batch.FINISH + 0x1000;
        for (int vector = 0; vector < 0x800; vector += 0x80) {
            Memory.putInt(ram.host(Batch.FINISH + 0x1000 + vector), HVC_1);
        }
    }

    /** 39 bits of address, 4 KiB granule, blocks of 2 MiB: code read-only, data writable and not executable. */
    private void mapIdentically() {
        long levelTwo = TABLES + 0x1000;
        Memory.putLong(ram.host(TABLES + (Batch.CODE_BASE >>> 30) * 8), levelTwo | 3);
        for (int i = 0; i < 33; i++) {
            long attributes = i < 16 || i == 32 ? 3 << 6 : 1 << 6 | 3L << 53;
            long descriptor = Batch.CODE_BASE + ((long) i << 21) | attributes | 1 << 10 | 3 << 8 | 1;
            Memory.putLong(ram.host(levelTwo + i * 8L), descriptor);
        }
        cpu.registers().ttbr0 = TABLES;
        cpu.registers().mair = 0xff;
        cpu.registers().tcr = 25 | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | 4L << 32;
    }

    /** Runs everything through the engine's loop, or instruction by instruction where {@code stepping}. */
    List<Batch.Result> run(Batch batch, boolean stepping) {
        ram.put(Batch.CODE_BASE, batch.code());
        byte[] data = batch.data();
        ram.put(Batch.DATA_BASE, data);
        engines.code().invalidateAll();
        engine.setDebugger(stepping ? c -> true : null);
        sequences = batch.sequences();
        states.clear();
        startNext();
        try {
            engine.run();
        } catch (RuntimeException e) {
            throw new AssertionError("host exception in\n" + Listing.of(sequences.get(states.size())), e);
        }
        List<Batch.Result> memories = batch.results(ram.contents(Batch.DATA_BASE, data.length));
        List<Batch.Result> results = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            results.add(new Batch.Result(states.get(i), memories.get(i).memory()));
        }
        return results;
    }

    /** HVC: a sequence is done, or in an exception vector. */
    private boolean finish(Vcpu c, int immediate) {
        boolean ended = immediate == 0;
        long[] state = store(ended ? 0 : signal(), ended ? 0 : cpu.registers().elr());
        state[GuestState.CODE] = sequences.get(states.size()).code();
        states.add(state);
        if (states.size() == sequences.size()) {
            cpu.requestStop();
        } else {
            startNext();
        }
        return true;
    }

    private void startNext() {
        Sequence next = sequences.get(states.size());
        load(next.state());
        cpu.clearStop();
        cpu.state().set(CpuState.PC, next.first());
        cpu.branchTo(next.first());
    }

    /** What Linux makes of the exception that was taken. */
    private int signal() {
        int esr = (int) cpu.registers().esr();
        return switch (esr >>> 26) {
            case ExceptionClass.UNKNOWN, ExceptionClass.MEMORY_COPY -> 4;
            case ExceptionClass.DATA_ABORT_SAME -> (esr & 0x3f) == TranslationFault.ALIGNMENT ? 7 : 11;
            default -> 100 + (esr >>> 26);
        };
    }

    private void load(long[] from) {
        CpuState state = cpu.state();
        cpu.clearExclusive();
        for (int i = 0; i <= GuestState.SP; i++) {
            state.setXOrSp(i, from[i]);
        }
        for (int i = 0; i < 32; i++) {
            state.setV(i, from[GuestState.V + 2 * i], from[GuestState.V + 2 * i + 1]);
        }
        state.setNzcv((int) (from[GuestState.NZCV] >>> 28));
        state.set(CpuState.FPCR, from[GuestState.FPCR]);
        state.set(CpuState.FPSR, from[GuestState.FPSR]);
        cpu.updateFpSlow();
    }

    private long[] store(long signal, long signalPc) {
        CpuState state = cpu.state();
        long[] to = new long[GuestState.WORDS];
        for (int i = 0; i <= GuestState.SP; i++) {
            to[i] = state.xOrSp(i);
        }
        for (int i = 0; i < 32; i++) {
            to[GuestState.V + 2 * i] = state.vLow(i);
            to[GuestState.V + 2 * i + 1] = state.vHigh(i);
        }
        to[GuestState.NZCV] = (long) state.nzcv() << 28;
        to[GuestState.FPCR] = state.get(CpuState.FPCR);
        to[GuestState.FPSR] = state.get(CpuState.FPSR);
        to[GuestState.SIGNAL] = signal;
        to[GuestState.SIGNAL_PC] = signalPc;
        return to;
    }

    @Override
    public void close() {
        arena.close();
    }
}
