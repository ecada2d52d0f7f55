package org.polyvisor.board.firmware;

/** The general registers of the vCPU that makes a firmware call. */
public interface CallRegisters {
    /** Xn, n from 0 to 17. */
    long get(int register);

    /** Sets Xn. */
    void set(int register, long value);
}
