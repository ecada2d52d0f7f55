package org.polyvisor.arm.translator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A random program that ends: functions that call only those behind them, loops that count down, branches forward, all
 * round random arithmetic and accesses to memory. X0 to X15 and V0 to V9 are anything, X16 to X18 addresses, X19 to X24
 * loop counters, X28 the data's address; the stack holds return addresses.
 */
final class RandomProgram {
    /** The data's size: accesses reach a little over 4 KiB. */
    static final int DATA_BYTES = 3 << 12;

    private static final int FUNCTIONS = 12;
    private static final int AND_FFF = 0x9240_2c00;
    private static final int AND_FF8 = 0x927d_2000;
    private static final int[] THREE_REGISTERS = {
        0x8b00_0000, 0xcb00_0000, 0xab00_0000, 0xeb00_0000, 0x8a00_0000, 0xaa00_0000, 0xca00_0000, 0xea00_0000,
        0x0b00_0000, 0x4b00_0000, 0x2b00_0000, 0x6b00_0000, 0x0a00_0000, 0x2a00_0000, 0x4a00_0000, 0x6a00_0000,
        0x9b00_7c00, 0x9a00_0000, 0xba00_0000, 0xda00_0000, 0xfa00_0000, 0x9ac0_2000, 0x9ac0_2400, 0x9ac0_2800,
        0x9ac0_0800, 0x9ac0_0c00, 0x8b20_4000, 0x9bc0_7c00, 0x1a80_0000, 0x9a80_0400, 0xda80_0000, 0x5ac0_1000
    };
    /** With an immediate of 12 bits, or a mask: add, sub, adds, subs, and, ands; a second register 31 compares. */
    private static final int[] IMMEDIATES = {
        0x9100_0000,
        0xd100_0000,
        0xb100_0000,
        0xf100_0000,
        0x3100_0000,
        0x7100_0000,
        0x9240_1c00,
        0xf240_1c00,
        0x7200_1c00
    };

    private static final int[] VECTORS = {0x1e60_2800, 0x1e60_0800, 0x1e20_2800, 0x4ee0_8400, 0x4e20_1c00, 0x6ea0_8400};

    private final SplittableRandom random;
    private final List<Integer> words = new ArrayList<>();
    private final int[] calls = new int[256];
    private final int[] callees = new int[256];
    private final boolean exclusives;
    private int callCount;
    private int depth;

    private RandomProgram(long seed, boolean exclusives) {
        this.exclusives = exclusives;
        random = new SplittableRandom(seed);
    }

    /** The words of program {@code seed}; it ends with HVC #0. */
    static int[] of(long seed) {
        return new RandomProgram(seed, true).make();
    }

    /** The same without load- and store-exclusives. */
    static int[] withoutExclusives(long seed) {
        return new RandomProgram(seed, false).make();
    }

    private int[] make() {
        int[] starts = new int[FUNCTIONS];
        for (int f = 0; f < FUNCTIONS; f++) {
            starts[f] = words.size();
            depth = 0;
            emit(0xf81f_0ffe); // str x30, [sp, #-16]!
            body(f, 40 + random.nextInt(160));
            if (f == 0) {
                emit(SmallMachine.HVC_STOP);
            } else {
                emit(0xf841_07fe); // ldr x30, [sp], #16
                emit(0xd65f_03c0); // ret
            }
        }
        for (int i = 0; i < callCount; i++) {
            int distance = starts[callees[i]] - calls[i];
            int word = words.get(calls[i]);
            // adr's immediate is in bytes: its low two bits are zero, the others where a branch of 19 bits has them.
            words.set(calls[i], word == 0 ? 0x9400_0000 | distance & 0x3ff_ffff : word | (distance & 0x7_ffff) << 5);
        }
        return words.stream().mapToInt(Integer::intValue).toArray();
    }

    private void emit(int word) {
        words.add(word);
    }

    private int register() {
        return random.nextInt(16);
    }

    private void body(int function, int length) {
        int end = words.size() + length;
        while (words.size() < end) {
            switch (random.nextInt(26)) {
                case 0 -> loop(function);
                case 1, 2 -> call(function);
                case 3, 4, 5 -> skip();
                case 6, 7, 8, 9 -> memory();
                case 10 -> atomic();
                case 24, 25 -> group();
                case 11 -> vector();
                case 12 ->
                    emit(0xfa40_0000
                            | register() << 16
                            | random.nextInt(15) << 12
                            | register() << 5
                            | random.nextInt(16)); // ccmp
                case 13 -> emit(0xd280_0000 | random.nextInt(0x1_0000) << 5 | register()); // movz
                default -> arithmetic();
            }
        }
    }

    private void arithmetic() {
        if (random.nextInt(4) == 0) {
            immediate();
            return;
        }
        int op = THREE_REGISTERS[random.nextInt(THREE_REGISTERS.length)];
        int condition = (op & 0x1fe0_0000) == 0x1a80_0000 ? random.nextInt(16) << 12 : 0;
        int second = op == 0x5ac0_1000 ? 0 : register() << 16;
        emit(op | second | condition | register() << 5 | register());
    }

    private void immediate() {
        int op = IMMEDIATES[random.nextInt(IMMEDIATES.length)];
        boolean isMask = (op & 0x1f80_0000) == 0x1200_0000;
        boolean compares = (op & 0x2000_0000) != 0 && random.nextBoolean();
        emit(op | (isMask ? 0 : random.nextInt(32) << 10) | register() << 5 | (compares ? 31 : register()));
    }

    /** A conditional branch over a few instructions, or an indirect one. */
    private void skip() {
        int over = 1 + random.nextInt(5);
        int distance = over + 1;
        switch (random.nextInt(6)) {
            case 0 -> emit(0x5400_0000 | distance << 5 | random.nextInt(15));
            case 1 -> emit(0xb400_0000 | distance << 5 | register());
            case 2 -> emit(0x3500_0000 | distance << 5 | register());
            case 3 -> emit(0x3600_0000 | random.nextInt(32) << 19 | distance << 5 | register());
            case 4 -> emit(0xb700_0000 | random.nextInt(32) << 19 | distance << 5 | register());
            default -> {
                emit(0x1000_0000 | (distance + 1) << 5 | 16); // adr x16
                emit(0xd61f_0200); // br x16
            }
        }
        for (int i = 0; i < over; i++) {
            if (random.nextInt(4) == 0) {
                emit(0xf940_0000
                        | random.nextInt(2) << 22
                        | random.nextInt(1024) << 10
                        | 28 << 5
                        | register()); // ldr, str
            } else {
                arithmetic();
            }
        }
    }

    private void loop(int function) {
        if (depth == 3) {
            return;
        }
        int counter = 19 + depth;
        depth++;
        emit(0xd280_0000 | 1 + random.nextInt(4) << 5 | counter);
        int start = words.size();
        boolean calls = random.nextInt(4) == 0;
        body(calls ? function : FUNCTIONS, 4 + random.nextInt(20));
        if (random.nextBoolean()) {
            emit(0xd100_0400 | counter << 5 | counter); // sub counter, counter, #1
            emit(0xb500_0000 | (start - words.size() & 0x7_ffff) << 5 | counter);
        } else {
            emit(0xf100_0400 | counter << 5 | counter); // subs counter, counter, #1
            emit(0x5400_0001 | (start - words.size() & 0x7_ffff) << 5); // b.ne
        }
        depth--;
    }

    private void call(int function) {
        if (function + 1 >= FUNCTIONS || depth > 0 || callCount + 1 >= calls.length || random.nextInt(3) != 0) {
            arithmetic();
            return;
        }
        calls[callCount] = words.size();
        callees[callCount++] = function + 1 + random.nextInt(Math.min(2, FUNCTIONS - function - 1));
        if (random.nextBoolean()) {
            emit(0);
        } else {
            emit(0x1000_0000 | 17); // adr x17
            emit(0xd63f_0220); // blr x17
        }
    }

    private void memory() {
        emit(AND_FFF | register() << 5 | 16);
        int size = random.nextInt(4) << 30;
        switch (random.nextInt(5)) {
            case 0, 1 -> emit(0x3860_6800 | size | 16 << 16 | 28 << 5 | register());
            case 2, 3 -> emit(0x3820_6800 | size | 16 << 16 | 28 << 5 | register());
            default -> {
                emit(0x8b10_0391); // add x17, x28, x16
                int first = register();
                int load = random.nextInt(2) << 22;
                emit(0xa900_0000 | load | random.nextInt(8) << 15 | (first + 1 & 15) << 10 | 17 << 5 | first);
            }
        }
    }

    /** Accesses off one register, which may lie on both sides of a page's end, overlap, and change the register. */
    private void group() {
        emit(AND_FFF | register() << 5 | 16);
        emit(0x8b10_0391); // add x17, x28, x16
        emit(0x9110_0231); // add x17, x17, #1024
        emit(0xaa11_03f2); // mov x18, x17
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            int base = 17 + random.nextInt(2);
            int size = random.nextInt(4) << 30;
            int load = random.nextInt(2) << 22;
            int near = random.nextInt(128) - 64 & 0x1ff;
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> emit(0x3900_0000 | size | load | random.nextInt(48) << 10 | base << 5 | register());
                case 3 -> emit(0x3800_0000 | size | load | near << 12 | base << 5 | register());
                case 4 -> {
                    int first = register();
                    emit(0xa900_0000 | load | random.nextInt(8) << 15 | (first + 1 & 15) << 10 | base << 5 | first);
                }
                // Post- and pre-indexed.
                case 5 -> emit(0x3800_0400 | size | load | near << 12 | base << 5 | register());
                case 6 -> emit(0x3800_0c00 | size | load | near << 12 | base << 5 | register());
                case 7 -> emit(0x3d80_0000 | load | random.nextInt(12) << 10 | base << 5 | random.nextInt(10));
                case 8 -> emit(0x9100_0000 | random.nextInt(64) << 10 | base << 5 | 17 + random.nextInt(2)); // add
                default -> arithmetic();
            }
        }
        if (random.nextBoolean()) {
            emit(0xf940_0000 | random.nextInt(8) << 10 | 17 << 5 | 17); // ldr x17, [x17, #...]
            emit(0xf940_0000 | random.nextInt(8) << 10 | 18 << 5 | register());
        }
    }

    private void atomic() {
        emit(AND_FF8 | register() << 5 | 16);
        emit(0x8b10_0391); // add x17, x28, x16
        if (!exclusives || random.nextBoolean()) {
            emit(0xf820_0000 | random.nextInt(4) << 12 | register() << 16 | 17 << 5 | register());
        } else {
            emit(0xc85f_7e20 | register()); // ldxr from [x17]
            emit(0xc800_7e20 | 15 << 16 | random.nextInt(15)); // stxr w15 to [x17]
        }
    }

    private void vector() {
        int d = random.nextInt(10);
        switch (random.nextInt(4)) {
            case 0 -> emit(0x9e62_0000 | register() << 5 | d); // scvtf
            case 1 -> emit(0x1e60_2000 | random.nextInt(10) << 16 | d << 5); // fcmp
            case 2 -> {
                emit(AND_FFF | register() << 5 | 16);
                emit((random.nextBoolean() ? 0x3ce0_6800 : 0x3ca0_6800) | 16 << 16 | 28 << 5 | d);
            }
            default ->
                emit(VECTORS[random.nextInt(VECTORS.length)] | random.nextInt(10) << 16 | random.nextInt(10) << 5 | d);
        }
    }
}
