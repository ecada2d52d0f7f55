package org.polyvisor.arm.translator;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.engine.BlockObserver;
import org.polyvisor.arm.mmu.Tlb;
import org.polyvisor.codegen.ir.Backend;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;
import org.polyvisor.codegen.x86.HostFeatures;
import org.polyvisor.codegen.x86.X86Backend;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.FaultGuard;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/**
 * Where the host code of a VM's blocks is, one behind the other, and what each block was made of. It has no lock of its own:
 * {@link TranslatedCode} has one for it.
 */
final class HostCode implements AutoCloseable {
    /** Set to use none of the instructions that a host may lack; for tests. */
    private static final String BASELINE = "polyvisor.host.baseline";

    /** How far behind the beginning of the state the register points that generated code has for it. */
    private static final int STATE_BIAS = 128;

    /**
     * Set to anything, it has instructions counted, for MIPS. Not always: code with many small blocks, such as recursive
     * calls, then takes up to a third longer.
     */
    static final boolean COUNTS = System.getenv("POLYVISOR_MIPS") != null;

    /** Where a vCPU's state has what generated code uses. */
    private static final StateLayout LAYOUT = new StateLayout(
            CpuState.X,
            CpuState.V,
            CpuState.PC,
            CpuState.PC_PAGE,
            CpuState.HOST_FLAGS,
            CpuState.FLAG_OPERANDS,
            CpuState.PENDING,
            CpuState.CODE_TABLE,
            CpuState.DATA_TABLE,
            CpuState.USER_TABLE,
            CpuState.RESUME,
            CpuState.FP_SLOW,
            CpuState.FP_CONTROL,
            CpuState.FPSR + 3, // QC is bit 27
            CpuState.EXCLUSIVE_ADDRESS,
            CpuState.EXCLUSIVE_LOW,
            CpuState.EXCLUSIVE_SIZE,
            CpuState.PREDICTIONS,
            COUNTS ? CpuState.INSTRUCTIONS : 0,
            Tlb.DATA_ENTRIES,
            Tlb.CODE_ENTRIES);

    private final ExecutableMemory memory;
    private final Backend backend;
    private final byte[] common;
    private final @Nullable FaultGuard guard;
    private final BlockTable table = new BlockTable();
    private @Nullable BlockObserver observer;
    private long used;
    private long blocks;
    private long instructions;
    private long bytes;

    /**
     * Maps the memory.
     *
     * @param codeBytes how much code there can be
     * @param dataBytes how much memory there is to be at {@link #data}, which code can reach
     * @param chains whether blocks go on to the next by themselves
     * @param spoil makes the back end of the right one
     * @throws HostRefusedException where the host has no executable memory for us
     */
    HostCode(long codeBytes, long dataBytes, boolean chains, UnaryOperator<Backend> spoil) throws HostRefusedException {
        memory = ExecutableMemory.allocate(codeBytes, dataBytes + ExecutableMemory.PAGE - 1 & -ExecutableMemory.PAGE);
        backend = spoil.apply(new X86Backend(
                LAYOUT, Boolean.getBoolean(BASELINE) ? HostFeatures.BASELINE : HostFeatures.detect(), chains));
        common = backend.common(memory.executable());
        Memory.copyFrom(common, common.length, memory.writable());
        used = common.length;
        guard = guard();
    }

    /** Without one, a fault in generated code ends the JVM. */
    private @Nullable FaultGuard guard() {
        try {
            return FaultGuard.install(
                    memory.executable(),
                    memory.executable() + memory.bytes(),
                    backend.landing(),
                    CpuState.FAULT - STATE_BIAS);
        } catch (HostRefusedException e) {
            System.getLogger(TranslatedCode.class.getName())
                    .log(System.Logger.Level.DEBUG, "faults of generated code are not caught: {0}", e.getMessage());
            return null;
        }
    }

    /** The back end, which knows what it has compiled last. */
    Backend backend() {
        return backend;
    }

    /** Where the memory for data is. */
    long data() {
        return memory.data();
    }

    /** Has {@code observer} told of every block made from now on. */
    void observe(BlockObserver observer) {
        this.observer = observer;
    }

    /** The guest's instruction that the host code at an address came from. */
    BlockTable.@Nullable Place find(long host) {
        return host < memory.executable() + common.length || host >= memory.executable() + used
                ? null
                : table.find(host);
    }

    /** See {@link TranslatedCode#wordsBefore}. */
    int wordsBefore(long host, int end, int[] into) {
        return table.wordsBefore(host, end, into);
    }

    /**
     * Puts code for a block at the end of what there is.
     *
     * @param first the slots of the block's page
     * @return where it begins; 0 where there is no room
     */
    long emit(MicroBlock block, long first, long physicalPage) {
        long origin = memory.executable() + used;
        int length = backend.compile(block, origin, first);
        if (used + length + Backend.ALIGNMENT > memory.bytes()) {
            return 0;
        }
        Memory.copyFrom(backend.code(), length, memory.writable() + used);
        table.add(origin, physicalPage + block.start(), block, backend);
        used = used + length + Backend.ALIGNMENT - 1 & -Backend.ALIGNMENT;
        BlockObserver watching = observer;
        if (watching != null) {
            watching.blockMade(
                    physicalPage + block.start(), origin, length, () -> BlockListing.of(block, backend, length));
        }
        blocks++;
        instructions += block.instructions();
        bytes += length;
        return origin;
    }

    /** Has the jump at an address lead elsewhere. Other vCPUs may be executing it: they take the old way or the new one. */
    void lead(long address, long to) {
        Memory.putInt(writable(address), (int) (to - (address + 4)));
    }

    /** Has whoever enters a block there go through a slot instead. */
    void redirect(long code, long slot) {
        Memory.putLongVolatile(writable(code), backend.redirect(code, slot));
    }

    private long writable(long address) {
        return address - memory.executable() + memory.writable();
    }

    /** Whether an eighth of the room is left. */
    boolean isRoomy() {
        return used < memory.bytes() / 8 * 7;
    }

    /**
     * Forgets all blocks. No vCPU may still be in one.
     *
     * @param release whether the host is to have the memory back; else what is written next to it would only have to be
     *     cleared
     */
    void clear(boolean release) {
        used = common.length;
        if (release) {
            memory.release(used, 0);
        }
        table.clear();
    }

    /** How many blocks were made so far. */
    long blocks() {
        return blocks;
    }

    /** Of how many instructions of the guest. */
    long instructions() {
        return instructions;
    }

    /** And how many bytes they were. */
    long bytes() {
        return bytes;
    }

    /** How many bytes blocks have now. */
    long bytesInUse() {
        return used - common.length;
    }

    @Override
    public void close() {
        if (guard != null) {
            guard.close();
        }
        memory.close();
    }
}
