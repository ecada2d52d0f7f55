package org.polyvisor.cli;

/** What the process's exit status means. */
final class ExitCodes {
    /** The guest switched itself off, or the user left. */
    static final int OK = 0;

    /** This program failed. */
    static final int FAILURE = 1;

    /** The request cannot be carried out as it was given; a line says why. */
    static final int BAD_REQUEST = 2;

    /** A guest's kernel panicked. */
    static final int GUEST_PANIC = 3;

    private ExitCodes() {}
}
