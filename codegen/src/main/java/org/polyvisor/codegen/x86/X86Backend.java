package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Backend;
import org.polyvisor.codegen.ir.FlagLiveness;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;

/** Lowers micro-operations to x86-64, one after the other, with what all of them agree on in {@link Registers}. */
public final class X86Backend implements Backend {
    private final Assembler asm;
    private final StateLayout layout;
    private final HostFeatures features;
    private final Operands operands;
    private final HostFlags flags;
    private final FlagKeeping keeping;
    private final CommonCode common;
    private final SlowPaths slow;
    private final IntegerLowering integer;
    private final BitLowering bits;
    private final AccessChecks checks;
    private final MemoryLowering memory;
    private final CopyLowering copies;
    private final MaintenanceLowering maintenance;
    private final ControlLowering control;
    private final ConstantPool constants;
    private final VectorBackend vectors;
    private final ChecksumLowering checksums;
    private final VectorOperands vectorRegisters;
    private final FloatLowering floats;
    private final FloatMoveLowering floatMoves;
    private final FloatConvertLowering floatConversions;
    private final FlagLiveness liveness = new FlagLiveness();
    private int[] offsets = new int[128];

    public X86Backend(StateLayout layout, HostFeatures features) {
        this(layout, features, true);
    }

    /**
     * Makes a back end that may leave out what joins blocks.
     *
     * @param chains whether a block goes on to the next; else it returns to the engine at its end, and never looks for
     *     what is pending
     */
    public X86Backend(StateLayout layout, HostFeatures features, boolean chains) {
        this.layout = layout;
        this.features = features;
        asm = new Assembler(features.avx());
        operands = new Operands(asm, layout);
        constants = new ConstantPool(asm);
        FloatConstants floatConstants = new FloatConstants(constants);
        flags = new HostFlags(asm, layout, floatConstants);
        keeping = new FlagKeeping(asm, operands, flags, layout);
        common = new CommonCode(asm, layout, constants);
        slow = new SlowPaths(asm, common);
        integer = new IntegerLowering(asm, operands, flags, features);
        bits = new BitLowering(asm, operands, features);
        checks = new AccessChecks(asm, operands, layout, slow, features);
        memory = new MemoryLowering(asm, operands, layout, checks);
        checksums = new ChecksumLowering(asm, operands, slow, constants, features);
        copies = new CopyLowering(asm, operands, flags, layout, slow);
        maintenance = new MaintenanceLowering(asm, checks, slow);
        control = new ControlLowering(asm, operands, flags, keeping, layout, common, chains);
        vectorRegisters = new VectorOperands(asm, layout);
        vectors = new VectorBackend(asm, operands, vectorRegisters, memory, constants, slow, layout, features);
        floats = new FloatLowering(asm, vectorRegisters, floatConstants, slow, features);
        floatMoves = new FloatMoveLowering(asm, operands, vectorRegisters, floatConstants, flags);
        floatConversions = new FloatConvertLowering(asm, operands, vectorRegisters, floatConstants, slow);
    }

    @Override
    public byte[] common(long origin) {
        return common.emit(origin);
    }

    @Override
    public long entry() {
        return common.entry();
    }

    @Override
    public long notTranslated(int offset) {
        return common.notTranslated(offset);
    }

    @Override
    public long quadSwap() {
        return common.quadSwap();
    }

    @Override
    public long landing() {
        return common.landing();
    }

    @Override
    public byte[] code() {
        return asm.bytes();
    }

    @Override
    public int codeOffset(int instruction) {
        return offsets[instruction];
    }

    @Override
    public int links() {
        return control.links().count();
    }

    @Override
    public int linkOffset(int link) {
        return control.links().offset(link);
    }

    @Override
    public int linkTarget(int link) {
        return control.links().target(link);
    }

    @Override
    public long redirect(long origin, long slot) {
        // jmp [rip + distance], two bytes of padding
        return 0x9090_0000_0000_0000L | (slot - (origin + 6) & 0xffff_ffffL) << 16 | 0x25ff;
    }

    @Override
    public int compile(MicroBlock block, long origin, long slots) {
        asm.reset(origin);
        liveness.run(block);
        slow.begin(block);
        checks.begin(block);
        if (offsets.length < block.instructions()) {
            offsets = new int[block.instructions() * 2];
        }
        flags.lost();
        keeping.begin();
        vectorRegisters.forget();
        control.begin(block, slots);
        int instruction = -1;
        for (int i = 0; i < block.size(); i++) {
            if (block.guest(i) != instruction) {
                if (instruction >= 0) {
                    slow.endInstruction(instruction);
                }
                instruction = block.guest(i);
                offsets[instruction] = asm.position();
            }
            keeping.before(block, i);
            lower(block, i);
            vectorRegisters.follow(block, i);
        }
        if (instruction >= 0) {
            slow.endInstruction(instruction);
        }
        checks.emit(block);
        slow.emit(block, checks);
        control.end(block);
        asm.finish();
        return asm.position();
    }

    private void lower(MicroBlock block, int i) {
        switch (block.op(i) & Micro.KIND) {
            case Micro.MOV -> integer.mov(block, i);
            case Micro.PCREL -> integer.pcRelative(block, i, Operands.state(layout.pcPage()));
            case Micro.ADD,
                    Micro.SUB,
                    Micro.AND,
                    Micro.OR,
                    Micro.XOR,
                    Micro.BIC,
                    Micro.ORN,
                    Micro.XORN,
                    Micro.ADDS,
                    Micro.SUBS,
                    Micro.ANDS,
                    Micro.BICS -> integer.arithmetic(block, i);
            case Micro.ADC, Micro.SBC, Micro.ADCS, Micro.SBCS -> integer.withCarry(block, i);
            case Micro.SHL, Micro.SHR, Micro.SAR, Micro.ROR -> integer.shift(block, i);
            case Micro.EXTEND -> integer.extend(block, i);
            case Micro.SELECT, Micro.SELECT_INC, Micro.SELECT_NOT, Micro.SELECT_NEG -> integer.select(block, i);
            case Micro.CCMP, Micro.CCMN -> integer.conditionalCompare(block, i);
            case Micro.ADD_SHIFTED -> integer.addShifted(block, i);
            default -> lowerOther(block, i);
        }
    }

    private void lowerOther(MicroBlock block, int i) {
        int kind = block.op(i) & Micro.KIND;
        if (kind > Micro.BEGIN_F && kind < Micro.FIRST_VECTOR) {
            lowerFloat(block, i);
            return;
        }
        if ((kind < Micro.GOTO || kind > Micro.GOTO_ADDRESS) && !FlagLiveness.preserves(kind)) {
            flags.lost();
        }
        if (VectorBackend.knows(kind)) {
            vectors.lower(block, i);
            return;
        }
        switch (kind) {
            case Micro.MUL -> bits.multiply(block, i);
            case Micro.MULHU, Micro.MULHS -> bits.multiplyHigh(block, i);
            case Micro.DIVU, Micro.DIVS -> bits.divide(block, i);
            case Micro.CLZ, Micro.CLS -> bits.count(block, i);
            case Micro.RBIT -> bits.reverseBits(block, i);
            case Micro.BSWAP, Micro.BSWAP16, Micro.BSWAP32 -> bits.reverseBytes(block, i);
            case Micro.EXTRACT -> bits.extract(block, i);
            case Micro.INSERT -> bits.insert(block, i);
            case Micro.CRC32 -> checksums.lower(block, i);
            case Micro.CRC32C -> checksums.castagnoli(block, i);
            case Micro.LOAD -> memory.load(block, i);
            case Micro.STORE -> memory.store(block, i);
            case Micro.LOAD_PAIR -> memory.loadPair(block, i);
            case Micro.STORE_PAIR -> memory.storePair(block, i);
            case Micro.LOAD_EXCLUSIVE -> memory.loadExclusive(block, i);
            case Micro.STORE_EXCLUSIVE -> memory.storeExclusive(block, i);
            case Micro.FETCH_ADD, Micro.FETCH_CLEAR, Micro.FETCH_SET, Micro.FETCH_XOR, Micro.SWAP ->
                memory.fetchAndUpdate(block, i);
            case Micro.COMPARE_SWAP -> memory.compareAndSwap(block, i);
            case Micro.COMPARE_SWAP_PAIR -> memory.compareAndSwapPair(block, i);
            case Micro.ZERO_BLOCK -> maintenance.zero(block, i);
            case Micro.PROBE -> maintenance.probe(block, i);
            case Micro.PROBE_CODE -> maintenance.probeCode(block, i);
            case Micro.COPY_BLOCK -> copies.copy(block, i);
            case Micro.FILL_BLOCK -> copies.fill(block, i);
            case Micro.STATE_LOAD -> {
                int reg = Operands.target(block.d(i), Registers.SCRATCH);
                asm.load(8, reg, Operands.state((int) block.imm(i)));
                operands.store(block.d(i), reg);
            }
            case Micro.STATE_STORE ->
                asm.store(8, Operands.state((int) block.imm(i)), operands.use(block.a(i), Registers.SCRATCH));
            case Micro.FENCE -> asm.mfence();
            case Micro.PAUSE -> asm.pause();
            case Micro.CHECK_SP -> control.checkStackPointer(block, i, 31);
            case Micro.HELPER -> asm.jmp(slow.helper(block, i));
            case Micro.HELPER_UNLESS_ZERO -> {
                asm.aluMemImm(Assembler.CMP, true, Operands.state((int) block.imm(i)), 0);
                asm.jcc(Cc.NE, slow.helper(block, i));
            }
            case Micro.HELPER_UNLESS_NONE -> {
                int reg = operands.use(block.a(i), Registers.SCRATCH);
                asm.test(true, reg, reg);
                asm.jcc(Cc.NE, slow.helper(block, i));
            }
            case Micro.HELPER_END_UNLESS_ZERO -> {
                asm.aluMemImm(Assembler.CMP, true, Operands.state((int) block.imm(i)), 0);
                asm.jcc(Cc.NE, slow.helperEnd(block, i));
            }
            case Micro.CLOCK -> {
                asm.callTo(common.clock());
                asm.aluRM(Assembler.SUB, true, Reg.RAX, Operands.state((int) block.imm(i)));
                operands.store(block.d(i), Reg.RAX);
            }
            case Micro.HELPER_IF_CLEAR -> {
                asm.testMemImm8(Operands.state((int) block.imm(i)), block.c(i));
                asm.jcc(Cc.E, slow.helper(block, i));
            }
            case Micro.BEGIN_F -> {
                asm.aluMemImm(Assembler.CMP, true, Operands.state(layout.fpSlow()), 0);
                asm.jcc(Cc.NE, slow.helperEnd(block, i));
            }
            case Micro.GOTO -> {
                slow.endInstruction(block.guest(i));
                keeping.performFor(block, i);
                control.goTo((int) block.imm(i));
            }
            case Micro.GOTO_IF, Micro.GOTO_ZERO, Micro.GOTO_NONZERO, Micro.GOTO_BIT_SET, Micro.GOTO_BIT_CLEAR ->
                control.conditional(block, i);
            case Micro.GOTO_ADDRESS -> control.goToAddress(block.a(i));
            case Micro.HELPER_END -> control.helperEnd(block, i);
            default -> throw new IllegalStateException("micro-operation " + kind);
        }
    }

    private void lowerFloat(MicroBlock block, int i) {
        if (!floatMoves.lower(block, i)) {
            flags.lost();
            if (!floats.lower(block, i) && !floatConversions.lower(block, i)) {
                throw new IllegalStateException("micro-operation " + (block.op(i) & Micro.KIND));
            }
        }
    }

    /** What the host has. */
    public HostFeatures features() {
        return features;
    }
}
