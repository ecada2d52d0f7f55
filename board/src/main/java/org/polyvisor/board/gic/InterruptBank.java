package org.polyvisor.board.gic;

/**
 * The state of a run of interrupts, 32 to a word as the registers have them: the SGIs and PPIs of one vCPU, or the
 * SPIs. Guarded by the {@link Gic}'s lock.
 */
final class InterruptBank {
    /** Set: group 1, delivered as IRQ. Clear: group 0, FIQ. */
    final int[] group;

    final int[] enabled;
    final int[] active;
    /** Set: edge-triggered. Clear: level-sensitive. */
    final int[] edge;
    /** Pending whatever the wire does: a seen edge, an SGI, a write to a set-pending register. */
    private final int[] latched;
    /** The level of the wire. */
    private final int[] level;

    private final byte[] priority;

    InterruptBank(int words) {
        group = new int[words];
        enabled = new int[words];
        active = new int[words];
        edge = new int[words];
        latched = new int[words];
        level = new int[words];
        priority = new byte[words * 32];
    }

    int words() {
        return group.length;
    }

    /** The pending bits of a word: latched ones, and level-sensitive ones whose wire is asserted. */
    int pending(int word) {
        return latched[word] | level[word] & ~edge[word];
    }

    void latch(int word, int bits) {
        latched[word] |= bits;
    }

    void unlatch(int word, int bits) {
        latched[word] &= ~bits;
    }

    /** Drives a wire. Returns whether the level changed. */
    boolean setLevel(int index, boolean asserted) {
        int word = index >>> 5;
        int bit = 1 << index;
        if ((level[word] & bit) != 0 == asserted) {
            return false;
        }
        level[word] ^= bit;
        if (asserted && (edge[word] & bit) != 0) {
            latched[word] |= bit;
        }
        return true;
    }

    /** Pending becomes active. A level-sensitive interrupt whose wire stays asserted stays pending as well. */
    void acknowledge(int index) {
        int word = index >>> 5;
        int bit = 1 << index;
        latched[word] &= ~bit;
        active[word] |= bit;
    }

    void deactivate(int index) {
        active[index >>> 5] &= ~(1 << index);
    }

    boolean isGroup1(int index) {
        return (group[index >>> 5] >>> index & 1) != 0;
    }

    int priority(int index) {
        return priority[index] & 0xff;
    }

    void setPriority(int index, int value) {
        priority[index] = (byte) (value & Priorities.IMPLEMENTED);
    }
}
