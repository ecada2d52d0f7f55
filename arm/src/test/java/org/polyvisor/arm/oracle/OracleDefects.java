package org.polyvisor.arm.oracle;

/** Words for which QEMU is known to be wrong, so that it can't be the oracle; explained in docs/oracle-differences.md. */
final class OracleDefects {
    private OracleDefects() {}

    static boolean affect(int word) {
        return isCaspIntoZeroRegister(word);
    }

    /** CASP with a pair of registers 30 and 31: QEMU changes SP where it should discard the second half. */
    private static boolean isCaspIntoZeroRegister(int word) {
        boolean casp = (word & 0xbfa0_7c00) == 0x0820_7c00;
        return casp && (word >>> 16 & 31) == 30;
    }
}
