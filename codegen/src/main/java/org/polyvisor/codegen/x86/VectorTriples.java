package org.polyvisor.codegen.x86;

/** Loads and stores of three registers whose elements alternate in memory: every byte has its place in a shuffle. */
final class VectorTriples {
    private static final int NOTHING = 0x80;

    private final Assembler asm;
    private final VectorOperands vectors;
    private final MemoryLowering memory;
    private final ConstantPool constants;

    /** By size, register and 16 bytes of memory: where the register's bytes are in these. */
    private final int[][][] ofRegister = new int[4][3][3];

    /** By size, 16 bytes of memory and register: where the bytes of memory are in the register. */
    private final int[][][] ofMemory = new int[4][3][3];

    VectorTriples(Assembler asm, VectorOperands vectors, MemoryLowering memory, ConstantPool constants) {
        this.asm = asm;
        this.vectors = vectors;
        this.memory = memory;
        this.constants = constants;
        for (int size = 0; size < 4; size++) {
            for (int register = 0; register < 3; register++) {
                for (int part = 0; part < 3; part++) {
                    ofRegister[size][register][part] = constants.ofBytes(places(size, register, part));
                    ofMemory[size][part][register] = constants.ofBytes(sources(size, register, part));
                }
            }
        }
    }

    private static int[] places(int size, int register, int part) {
        int[] mask = new int[16];
        for (int i = 0; i < 16; i++) {
            int element = (i >> size) * 3 + register;
            int at = (element << size) + (i & (1 << size) - 1) - 16 * part;
            mask[i] = at >= 0 && at < 16 ? at : NOTHING;
        }
        return mask;
    }

    private static int[] sources(int size, int register, int part) {
        int[] mask = new int[16];
        for (int i = 0; i < 16; i++) {
            int element = 16 * part + i >> size;
            mask[i] = element % 3 == register ? (element / 3 << size) + (i & (1 << size) - 1) : NOTHING;
        }
        return mask;
    }

    /** What was probed is loaded to {@code first} and its two followers. */
    void load(int first, int size, boolean full) {
        for (int register = 0; register < 3; register++) {
            int[] masks = ofRegister[size][register];
            asm.loadV(0, memory.host(0));
            asm.vecM(Sse.PSHUFB, 0, 0, constants.at(masks[0]));
            if (full) {
                join(16, masks[1], true);
                join(32, masks[2], true);
            } else {
                join(16, masks[1], false);
                asm.un(Sse.MOVQ, 0, 0);
            }
            vectors.store(first + register & 31, 0);
        }
    }

    private void join(int offset, int mask, boolean full) {
        if (full) {
            asm.loadV(1, memory.host(offset));
        } else {
            asm.load64(1, memory.host(offset));
        }
        asm.vecM(Sse.PSHUFB, 1, 1, constants.at(mask));
        asm.vec(Sse.POR, 0, 0, 1);
    }

    void store(int first, int size, boolean full) {
        for (int part = 0; part < (full ? 3 : 2); part++) {
            for (int register = 0; register < 3; register++) {
                int xmm = register == 0 ? 0 : 1;
                vectors.load(xmm, first + register & 31);
                asm.vecM(Sse.PSHUFB, xmm, xmm, constants.at(ofMemory[size][part][register]));
                if (register != 0) {
                    asm.vec(Sse.POR, 0, 0, 1);
                }
            }
            if (full || part == 0) {
                asm.storeV(memory.host(16 * part), 0);
            } else {
                asm.store64(memory.host(16), 0);
            }
        }
    }
}
