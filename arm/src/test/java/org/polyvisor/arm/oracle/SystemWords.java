package org.polyvisor.arm.oracle;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Which words of the system rows mean the same to a user program under an emulator as they do here. FPCR and FPSR
 * are only read: emulators keep bits of theirs in what is reserved.
 */
final class SystemWords {
    private static final int NZCV = 0xd51b_4200;
    private static final int FPCR = 0xd51b_4400;
    private static final int FPSR = 0xd51b_4420;
    private static final int READ = 1 << 21;

    private SystemWords() {}

    /** Rows of the system group that can stand in a random sequence. */
    static boolean fits(TableRow row) {
        return List.of("HINT", "CLREX", "DSB", "DMB", "ISB", "SB", "SEV", "SEVL", "MSR_reg", "MRS")
                .contains(row.name());
    }

    static int next(TableRow row, SplittableRandom random) {
        if (row.name().equals("MRS") || row.name().equals("MSR_reg")) {
            int register = switch (random.nextInt(3)) {
                case 0 -> NZCV;
                case 1 -> FPCR;
                default -> FPSR;
            };
            return (row.name().equals("MRS") ? register | READ : NZCV) | random.nextInt(32);
        }
        return WordGenerator.next(row, random);
    }
}
