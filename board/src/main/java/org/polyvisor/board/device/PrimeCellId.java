package org.polyvisor.board.device;

/**
 * The identification registers at the end of an Arm PrimeCell peripheral's 4 KiB: four bytes that name part, designer
 * and revision, and four that say "PrimeCell" (each peripheral's Technical Reference Manual).
 */
final class PrimeCellId {
    static final int FIRST = 0xfe0;
    private static final int[] CELL_ID = {0x0d, 0xf0, 0x05, 0xb1};

    private final int peripheralId;

    /** @param peripheralId the four bytes as one number, the first register's in bits 7 to 0 */
    PrimeCellId(int peripheralId) {
        this.peripheralId = peripheralId;
    }

    /** @param offset from {@link #FIRST} to 0xFFF */
    int read(int offset) {
        int index = offset - FIRST >>> 2;
        return index < 4 ? peripheralId >>> 8 * index & 0xff : CELL_ID[index - 4];
    }
}
