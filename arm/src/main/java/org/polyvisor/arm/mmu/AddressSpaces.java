package org.polyvisor.arm.mmu;

/**
 * Which address space a vCPU is in, for others to see, and which of its other address spaces they have invalidated. So a
 * TLBI by another vCPU for an address space that this one is not in needs neither a message nor a wait: a note is left,
 * and read when the vCPU next gets there.
 *
 * <p>Why that is exact: the invalidating vCPU writes its note and then reads where this one is; this one writes where it
 * goes, then reads the notes, and only then walks page tables. All four are volatile, so at least one of them sees the
 * other. If the invalidating vCPU sees another address space there, every access through the invalidated one was made
 * before (stores of this host are not seen before loads ahead of them) or will be made after the note was read.
 *
 * <p>Entries that are no address space's own are in reach all the time. In the upper half of the addresses they are
 * usual, so notes are for the lower half alone; there, {@link #noteLowGlobal} puts an end to them.
 */
public final class AddressSpaces {
    private static final long UPPER_HALF = 1L << 55;

    private final Notes notes;
    private volatile int present;
    private volatile boolean lowGlobals;

    AddressSpaces() {
        this(new Notes());
    }

    AddressSpaces(Notes notes) {
        this.notes = notes;
    }

    /**
     * Another vCPU: leaves a note instead of a request, where that is enough.
     *
     * @return false if the request has to be carried out before it is done
     */
    public boolean note(TlbRequest request) {
        boolean own = request.kind() == TlbRequest.Kind.ASID
                || request.kind() == TlbRequest.Kind.PAGE && (request.va() & UPPER_HALF) == 0 && !lowGlobals;
        if (!own) {
            return false;
        }
        int asid = request.asid();
        if (present == asid) {
            return false;
        }
        notes.set(asid);
        return present != asid && (request.kind() == TlbRequest.Kind.ASID || !lowGlobals);
    }

    /**
     * Owner: is in another address space from now on.
     *
     * @return whether everything that it knows of that address space must be forgotten first
     */
    boolean enter(int asid) {
        present = asid;
        if (!notes.isSet(asid)) {
            return false;
        }
        notes.clear(asid);
        return true;
    }

    /**
     * Owner: about to use an entry of the lower half that is no address space's own.
     *
     * @return true if that is news: what was found in the page tables must be looked up again, because others might have
     *     left a note about it until now
     */
    boolean noteLowGlobal(long va) {
        if (lowGlobals || (va & UPPER_HALF) != 0) {
            return false;
        }
        lowGlobals = true;
        return true;
    }

    /** Owner: has no entries at all any more. */
    void forgetLowGlobals() {
        lowGlobals = false;
    }
}
