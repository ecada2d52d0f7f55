package org.polyvisor.arm.engine;

import java.util.function.Function;

/** Interpreter and translator did different things; the message is the whole report, several lines long. */
public final class LockstepDifference extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String head;
    private final transient Listing block;
    private final String tail;

    /**
     * Makes the report of three parts.
     *
     * @param head what differs
     * @param block in which block
     * @param tail the states before and after
     */
    public LockstepDifference(String head, Listing block, String tail) {
        this(head, block, tail, block.text());
    }

    private LockstepDifference(String head, Listing block, String tail, String listing) {
        // Where it comes from helps nobody.
        super(head + listing + tail, null, false, false);
        this.head = head;
        this.block = block;
        this.tail = tail;
    }

    /** The same with another form of the block's listing. */
    public LockstepDifference listed(Function<Listing, String> form) {
        return new LockstepDifference(head, block, tail, form.apply(block));
    }

    /** The report alone. */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
