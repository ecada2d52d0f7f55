package org.polyvisor.board.gic;

/**
 * The registers that GICD and the SGI_base frame of GICR share, by offset from the frame: one bit an interrupt from
 * 0x080 to 0x3FF, a priority byte each from 0x400, two configuration bits each from 0xC00 (Arm IHI 0069, chapter 12).
 */
final class BankRegisters {
    private static final int IGROUPR = 0x080;
    private static final int ISENABLER = 0x100;
    private static final int ICENABLER = 0x180;
    private static final int ISPENDR = 0x200;
    private static final int ICPENDR = 0x280;
    private static final int ISACTIVER = 0x300;
    private static final int ICACTIVER = 0x380;
    private static final int IPRIORITYR = 0x400;
    private static final int IPRIORITYR_END = 0x800;
    private static final int ICFGR = 0xc00;
    private static final int ICFGR_END = 0xd00;

    private final InterruptBank bank;
    /** How many words of interrupts the registers hold before the bank's first: 1 in GICD, 0 in GICR. */
    private final int firstWord;
    /** Interrupts of the bank's first word whose trigger can't be changed: the SGIs. */
    private final int fixedTrigger;

    BankRegisters(InterruptBank bank, int firstWord, int fixedTrigger) {
        this.bank = bank;
        this.firstWord = firstWord;
        this.fixedTrigger = fixedTrigger;
    }

    /** Reads 4 aligned bytes; registers that do not exist read as zero. */
    int read(int offset) {
        if (offset >= IGROUPR && offset < IPRIORITYR) {
            int word = (offset >>> 2 & 31) - firstWord;
            return word < 0 || word >= bank.words() ? 0 : readBits(offset & ~0x7f, word);
        }
        if (offset >= IPRIORITYR && offset < IPRIORITYR_END) {
            return readByte(offset)
                    | readByte(offset + 1) << 8
                    | readByte(offset + 2) << 16
                    | readByte(offset + 3) << 24;
        }
        return offset >= ICFGR && offset < ICFGR_END ? readTriggers(offset) : 0;
    }

    /** Writes 4 aligned bytes; registers that do not exist ignore it. */
    void write(int offset, int value) {
        if (offset >= IGROUPR && offset < IPRIORITYR) {
            int word = (offset >>> 2 & 31) - firstWord;
            if (word >= 0 && word < bank.words()) {
                writeBits(offset & ~0x7f, word, value);
            }
        } else if (offset >= IPRIORITYR && offset < IPRIORITYR_END) {
            for (int lane = 0; lane < 4; lane++) {
                writeByte(offset + lane, value >>> 8 * lane);
            }
        } else if (offset >= ICFGR && offset < ICFGR_END) {
            writeTriggers(offset, value);
        }
    }

    /** Whether the register at the offset is one of bytes, the only ones that byte accesses reach. */
    static boolean isByteAccessible(int offset) {
        return offset >= IPRIORITYR && offset < IPRIORITYR_END;
    }

    int readByte(int offset) {
        int index = offset - IPRIORITYR - firstWord * 32;
        return index < 0 || index >= bank.words() * 32 ? 0 : bank.priority(index);
    }

    void writeByte(int offset, int value) {
        int index = offset - IPRIORITYR - firstWord * 32;
        if (index >= 0 && index < bank.words() * 32) {
            bank.setPriority(index, value);
        }
    }

    private int readBits(int register, int word) {
        return switch (register) {
            case IGROUPR -> bank.group[word];
            case ISENABLER, ICENABLER -> bank.enabled[word];
            case ISPENDR, ICPENDR -> bank.pending(word);
            default -> bank.active[word];
        };
    }

    private void writeBits(int register, int word, int value) {
        switch (register) {
            case IGROUPR -> bank.group[word] = value;
            case ISENABLER -> bank.enabled[word] |= value;
            case ICENABLER -> bank.enabled[word] &= ~value;
            case ISPENDR -> bank.latch(word, value);
            case ICPENDR -> bank.unlatch(word, value);
            case ISACTIVER -> bank.active[word] |= value;
            default -> bank.active[word] &= ~value;
        }
    }

    /** Sixteen interrupts a register; the upper bit of each pair says edge, the lower is reserved. */
    private int readTriggers(int offset) {
        int half = (offset - ICFGR >>> 2) - firstWord * 2;
        if (half < 0 || half >= bank.words() * 2) {
            return 0;
        }
        int edges = bank.edge[half >>> 1] >>> (half & 1) * 16;
        int value = 0;
        for (int index = 0; index < 16; index++) {
            value |= (edges >>> index & 1) << 2 * index + 1;
        }
        return value;
    }

    private void writeTriggers(int offset, int value) {
        int half = (offset - ICFGR >>> 2) - firstWord * 2;
        if (half < 0 || half >= bank.words() * 2) {
            return;
        }
        int edges = 0;
        for (int index = 0; index < 16; index++) {
            edges |= (value >>> 2 * index + 1 & 1) << index;
        }
        int shift = (half & 1) * 16;
        int changeable = 0xffff << shift & ~(half < 2 ? fixedTrigger : 0);
        int word = half >>> 1;
        bank.edge[word] = bank.edge[word] & ~changeable | edges << shift & changeable;
    }
}
