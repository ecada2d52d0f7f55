package org.polyvisor.arm.translator;

import org.polyvisor.codegen.ir.Micro;

/** A64's register numbers as values of micro-operations. */
final class Values {
    /** Register 31 where it is the stack pointer. */
    static final int SP = 31;

    private Values() {}

    /** A source whose number 31 is XZR. */
    static int source(int n) {
        return n == 31 ? Micro.ZERO : n;
    }

    /** A destination whose number 31 is XZR. */
    static int target(int n) {
        return n == 31 ? Micro.NONE : n;
    }

    /** The flag that an operation on W registers has. */
    static int width(int insn) {
        return insn < 0 ? 0 : Micro.W32;
    }
}
