package org.polyvisor.codegen.x86;

/** Condition codes as Jcc, SETcc and CMOVcc have them in their opcodes (Intel SDM volume 1, appendix B). */
public final class Cc {
    public static final int O = 0;
    public static final int NO = 1;
    public static final int B = 2;
    public static final int AE = 3;
    public static final int E = 4;
    public static final int NE = 5;
    public static final int BE = 6;
    public static final int A = 7;
    public static final int S = 8;
    public static final int NS = 9;
    public static final int P = 10;
    public static final int NP = 11;
    public static final int L = 12;
    public static final int GE = 13;
    public static final int LE = 14;
    public static final int G = 15;

    private Cc() {}

    /** The condition that holds exactly when {@code cc} does not. */
    public static int not(int cc) {
        return cc ^ 1;
    }
}
