package org.polyvisor.codegen.x86;

import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.StateLayout;
import org.polyvisor.codegen.ir.VectorOperation;

/** Lowers the micro-operations on vector registers: hands each to who knows it. */
final class VectorBackend {
    private final VectorMemoryLowering memory;
    private final VectorStructureLowering structures;
    private final VectorMoveLowering moves;
    private final VectorFrame frame;
    private final VectorIntegerLowering integer;
    private final VectorCompareLowering comparisons;
    private final VectorShiftLowering shifts;
    private final VectorSaturateLowering saturating;
    private final VectorPermuteLowering permutes;
    private final VectorWidthLowering width;
    private final VectorMultiplyLowering products;
    private final VectorReduceLowering reductions;
    private final CryptoLowering crypto;
    private final VectorFloatLowering floats;
    private final VectorFloatConvertLowering conversions;

    VectorBackend(
            Assembler asm,
            Operands operands,
            VectorOperands vectors,
            MemoryLowering general,
            ConstantPool constants,
            SlowPaths slow,
            StateLayout layout,
            HostFeatures features) {
        VectorShuffles shuffles = new VectorShuffles(asm, constants);
        memory = new VectorMemoryLowering(asm, vectors, general, constants, features);
        structures = new VectorStructureLowering(
                asm, vectors, general, memory, shuffles, new VectorTriples(asm, vectors, general, constants));
        moves = new VectorMoveLowering(asm, operands, vectors, memory);
        frame = new VectorFrame(asm, vectors, constants, shuffles, features, layout, slow);
        shifts = new VectorShiftLowering(frame);
        integer = new VectorIntegerLowering(frame, shifts);
        comparisons = new VectorCompareLowering(frame);
        saturating = new VectorSaturateLowering(frame, shifts);
        permutes = new VectorPermuteLowering(frame);
        width = new VectorWidthLowering(frame, integer, shifts);
        products = new VectorMultiplyLowering(frame, width);
        reductions = new VectorReduceLowering(frame, shifts);
        crypto = new CryptoLowering(frame);
        floats = new VectorFloatLowering(frame);
        conversions = new VectorFloatConvertLowering(frame, floats);
    }

    /** Whether it is a micro-operation of this class. */
    static boolean knows(int kind) {
        return kind >= Micro.LOAD_V && kind <= Micro.STORE_PAIR_V || kind >= Micro.LOAD_MANY_V;
    }

    void lower(MicroBlock block, int i) {
        switch (block.op(i) & Micro.KIND) {
            case Micro.LOAD_V -> memory.load(block, i);
            case Micro.STORE_V -> memory.store(block, i);
            case Micro.LOAD_PAIR_V -> memory.loadPair(block, i);
            case Micro.STORE_PAIR_V -> memory.storePair(block, i);
            case Micro.LOAD_MANY_V -> structures.load(block, i);
            case Micro.STORE_MANY_V -> structures.store(block, i);
            case Micro.LOAD_LANE_V -> memory.loadLane(block, i);
            case Micro.STORE_LANE_V -> memory.storeLane(block, i);
            case Micro.LOAD_ALL_V -> memory.loadAll(block, i);
            case Micro.CONSTANT_V -> moves.constant(block, i);
            case Micro.BROADCAST_V -> moves.broadcast(block, i);
            case Micro.INSERT_V -> moves.insert(block, i);
            case Micro.EXTRACT_V -> moves.extract(block, i);
            case Micro.VECTOR -> operation(block, i);
            default -> throw new IllegalStateException("micro-operation " + (block.op(i) & Micro.KIND));
        }
    }

    private void operation(MicroBlock block, int i) {
        frame.begin(block, i);
        if (crypto.isDone(block, i)) {
            return;
        }
        int operation = frame.operation();
        if (operation <= VectorOperation.HALVE_UP_U) {
            integer.lower();
        } else if (operation <= VectorOperation.LT_ZERO) {
            comparisons.lower();
        } else if (operation <= VectorOperation.SAT_NARROW_SU
                || operation >= VectorOperation.SAT_MUL_HIGH && operation <= VectorOperation.SAT_ROUND_NARROW_SU) {
            saturating.lower();
        } else if (operation >= VectorOperation.SHL && operation <= VectorOperation.SHIFT_S) {
            shifts.lower();
        } else if (operation >= VectorOperation.WIDEN_U && operation < VectorOperation.MUL_LONG_S) {
            width.lower();
        } else if (operation >= VectorOperation.MUL_LONG_S && operation <= VectorOperation.POLY_LONG) {
            products.lower();
        } else if (operation >= VectorOperation.PAIR_ADD && operation <= VectorOperation.REVERSE_BITS) {
            reductions.lower();
        } else if (operation >= VectorOperation.AES_ENCRYPT && operation <= VectorOperation.SHA256_SCHEDULE1) {
            crypto.lower();
        } else if (isConversion(operation)) {
            conversions.lower();
        } else if (operation >= VectorOperation.F_ADD && operation <= VectorOperation.F_ROUND) {
            floats.lower();
        } else if (operation >= VectorOperation.EVEN && operation <= VectorOperation.INSERT) {
            permutes.lower();
        } else if (operation == VectorOperation.OR_CONSTANT || operation == VectorOperation.BIC_CONSTANT) {
            moves.withConstant(block, i);
        } else {
            throw new IllegalStateException("vector operation " + operation);
        }
    }

    private static boolean isConversion(int operation) {
        return switch (operation) {
            case VectorOperation.F_WIDEN,
                    VectorOperation.F_NARROW,
                    VectorOperation.F_TO_INT_S,
                    VectorOperation.F_TO_INT_U,
                    VectorOperation.F_FROM_INT_S,
                    VectorOperation.F_FROM_INT_U -> true;
            default -> false;
        };
    }
}
