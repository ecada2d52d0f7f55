package org.polyvisor.board.gic;

/** What GICD_IIDR, GICR_IIDR and the identification registers at the end of a frame say. */
final class Identification {
    /** Implementer 0x43B (the architecture's author, as no other code is ours), product 'P'. */
    static final int IIDR = 0x5000_043b;

    private static final int FIRST = 0xffd0;

    /** PIDR4 to 7, PIDR0 to 3, CIDR0 to 3; the upper half of PIDR2 says architecture version 3. */
    private static final int[] IDS = {0x44, 0, 0, 0, 0, 0xb4, 0x3b, 0, 0x0d, 0xf0, 0x05, 0xb1};

    private final int part;

    /** @param part the low byte of the part number, PIDR0 */
    Identification(int part) {
        this.part = part;
    }

    boolean covers(int offset) {
        return offset >= FIRST && offset <= 0xffff;
    }

    int read(int offset) {
        int index = offset - FIRST >>> 2;
        return index == 4 ? part : IDS[index];
    }
}
