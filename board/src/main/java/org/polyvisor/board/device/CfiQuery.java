package org.polyvisor.board.device;

/** The table that a flash chip shows when asked what it is (JEDEC JESD68.01, "Common Flash Interface"). */
final class CfiQuery {
    private static final int PRIMARY_TABLE = 0x31;

    private CfiQuery() {}

    /** One entry an address of the chip. All sizes are powers of two, of one chip. */
    static int[] table(long chipBytes, int blockBytes, int bufferBytes) {
        int[] table = new int[PRIMARY_TABLE + 16];
        put(table, 0x10, 'Q', 'R', 'Y', 1, 0, PRIMARY_TABLE, 0);
        // Supply voltages 4.5 to 5.5 V, no programming voltage; times of write, buffer, erase as powers of two.
        put(table, 0x1b, 0x45, 0x55, 0, 0, 7, 7, 10, 0, 4, 4, 4, 0);
        int blocks = (int) (chipBytes / blockBytes) - 1;
        put(table, 0x27, log2(chipBytes), 1, 0, log2(bufferBytes), 0);
        put(table, 0x2c, 1, blocks & 0xff, blocks >>> 8, blockBytes >>> 8 & 0xff, blockBytes >>> 16);
        put(table, PRIMARY_TABLE, 'P', 'R', 'I', '1', '0');
        return table;
    }

    private static void put(int[] table, int at, int... values) {
        System.arraycopy(values, 0, table, at, values.length);
    }

    private static int log2(long value) {
        return Long.numberOfTrailingZeros(value);
    }
}
