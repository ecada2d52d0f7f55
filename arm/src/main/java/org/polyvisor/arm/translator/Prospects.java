package org.polyvisor.arm.translator;

import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/**
 * Where the guest may go on from code that has been translated: where it branches to, what it computes the addresses of, as
 * of functions, where calls return to, and what is behind instructions that the engine executes. So much is worth translating
 * before it is met, what is near to where the guest has been before what is far.
 *
 * <p>Addresses are physical, as if neighbouring pages of code were neighbours in memory. Where they are not, other code is
 * translated, which costs time and nothing else.
 */
final class Prospects {
    /**
     * How many blocks can be made ahead before the guest has met any, which is all of a small guest; and then one for so many
     * that it has met, since most of a large guest is never executed.
     */
    static final int ALLOWANCE = 4096;

    static final int MET_FOR_ONE = 4;

    /** At most so many blocks from one that the guest has met. */
    private static final int NEAR = 8;

    private static final int DISTANCE_SHIFT = 56;
    private static final long ADDRESS = (1L << DISTANCE_SHIFT) - 1;
    private static final int REGISTERS = 31;

    private final Places near = new Places();
    private final Places far = new Places();

    /** In pages that the guest has executed nothing of yet. */
    private final Places putOff = new Places();

    /** What registers of the block that is looked at hold, relative to its page. */
    private final long[] computed = new long[REGISTERS];

    private long met;
    private long made;
    private long present;

    /** Whether nobody is about to call {@link #next}. */
    private boolean idle = true;

    /** The guest has met a block. */
    void met(MicroBlock block, long physicalPage) {
        met++;
        addSuccessors(block, physicalPage, 1);
    }

    /** The block of {@link #next} has been made. */
    void made(MicroBlock block, long physicalPage) {
        made++;
        addSuccessors(block, physicalPage, Math.min((int) (present >>> DISTANCE_SHIFT), NEAR) + 1);
    }

    /** Adds a place as near as what the guest has met. */
    void add(long physical) {
        add(physical, 0);
    }

    /** The guest has executed nothing of the place's page so far: that of {@link #next} is put off until it has. */
    void putOff() {
        // Most are data, whose pages are never opened: the newest are worth more.
        if (putOff.isFull()) {
            putOff.take();
        }
        putOff.add(present);
    }

    /** The guest begins to execute something of a page. */
    void open(long physicalPage) {
        for (int left = putOff.count(); left > 0; left--) {
            long place = putOff.take();
            if ((place & ADDRESS & -PhysicalBus.PAGE_SIZE) == physicalPage) {
                add(place & ADDRESS, (int) (place >>> DISTANCE_SHIFT));
            } else {
                putOff.add(place);
            }
        }
    }

    /** Whoever called {@link #next} has stopped: {@link #begins} is to say when there is something to do. */
    void rest() {
        idle = true;
    }

    /** Whether there is something to do and nobody does it; true once until {@link #rest}. */
    boolean begins() {
        boolean begins = idle && hasMore();
        idle &= !begins;
        return begins;
    }

    /** Goes on to the next place; false where there is none, or enough has been made. */
    boolean next() {
        if (!hasMore()) {
            return false;
        }
        present = (near.isEmpty() ? far : near).take();
        return true;
    }

    private boolean hasMore() {
        return (!near.isEmpty() || !far.isEmpty()) && made < ALLOWANCE + met / MET_FOR_ONE;
    }

    /** The place's physical address. */
    long address() {
        return present & ADDRESS;
    }

    /** All code is to be looked at anew. */
    void forget() {
        near.clear();
        far.clear();
        putOff.clear();
    }

    /** There are no blocks any more. */
    void clear() {
        forget();
        met = 0;
        made = 0;
    }

    private void addSuccessors(MicroBlock block, long physicalPage, int distance) {
        int known = 0;
        for (int i = 0; i < block.size(); i++) {
            int kind = block.op(i) & Micro.KIND;
            int d = block.d(i);
            if (kind >= Micro.GOTO && kind <= Micro.GOTO_BIT_CLEAR) {
                add(physicalPage + block.imm(i), distance);
            } else if (kind == Micro.HELPER_END) {
                // It goes on behind that, sooner or later.
                add(physicalPage + block.start() + block.guest(i) * 4L + 4, distance);
            } else if (kind == Micro.PCREL && d < REGISTERS) {
                computed[d] = block.imm(i);
                known |= 1 << d;
                addFunction(physicalPage, computed[d], distance);
            } else if (kind == Micro.ADD && block.b(i) == Micro.IMM && isKnown(known, block.a(i))) {
                addFunction(physicalPage, computed[block.a(i)] + block.imm(i), distance);
            }
        }
    }

    /** Whether a register holds an address that the block has computed; it may have been changed since. */
    private static boolean isKnown(int known, int register) {
        return register < REGISTERS && (known >>> register & 1) != 0;
    }

    /** An address that the guest computes may be a function's, or where one returns to. */
    private void addFunction(long physicalPage, long offset, int distance) {
        // The beginning of a page is one to which a second instruction adds the rest.
        if ((offset & 3) == 0 && (offset & PhysicalBus.PAGE_SIZE - 1) != 0) {
            add(physicalPage + offset, distance);
        }
    }

    private void add(long physical, int distance) {
        if (physical >= 0 && physical <= ADDRESS) {
            (distance <= NEAR ? near : far).add(physical | (long) distance << DISTANCE_SHIFT);
        }
    }
}
