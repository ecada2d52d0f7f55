package org.polyvisor.board.firmware;

import java.security.SecureRandom;

/** The True Random Number Generator firmware interface 1.0 (Arm DEN0098), fed by the host's secure generator. */
final class Trng {
    private static final int VERSION = 0x8400_0050;
    private static final int FEATURES = 0x8400_0051;
    private static final int GET_UUID = 0x8400_0052;
    private static final int RND32 = 0x8400_0053;
    private static final int RND64 = 0xc400_0053;

    private static final long VERSION_1_0 = 0x1_0000;
    private static final long INVALID_PARAMETERS = -2;

    /** Names this source of entropy: 6f0c1c1e-5d5a-4d0e-9a75-2b8f3a6d9b41, as four little-endian words. */
    private static final int[] UUID = {0x1e1c_0c6f, 0x0e4d_5a5d, 0x8f2b_759a, 0x419b_6d3a};

    private final SecureRandom random = new SecureRandom();

    static boolean owns(int function) {
        return function >= VERSION && function <= RND32 || function == RND64;
    }

    void call(int function, CallArguments arguments, CallRegisters registers) {
        switch (function) {
            case VERSION -> registers.set(0, VERSION_1_0);
            case FEATURES ->
                registers.set(0, owns((int) arguments.get(1)) ? FirmwareCalls.SUCCESS : FirmwareCalls.NOT_SUPPORTED);
            case GET_UUID -> {
                for (int word = 0; word < 4; word++) {
                    registers.set(word, UUID[word] & 0xffff_ffffL);
                }
            }
            case RND32 -> answer(arguments.get(1), 32, registers);
            default -> answer(arguments.get(1), 64, registers);
        }
    }

    /** Up to three registers' worth of entropy, the lowest bits in X3; bits beyond those asked for are zero. */
    private void answer(long bits, int registerBits, CallRegisters registers) {
        if (bits < 1 || bits > 3L * registerBits) {
            registers.set(0, INVALID_PARAMETERS);
            return;
        }
        long wanted = bits;
        for (int register = 3; register >= 1; register--) {
            int here = Math.clamp(wanted, 0, registerBits);
            registers.set(register, here == 0 ? 0 : random.nextLong() >>> 64 - here);
            wanted -= here;
        }
        registers.set(0, FirmwareCalls.SUCCESS);
    }
}
