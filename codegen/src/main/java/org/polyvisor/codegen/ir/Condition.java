package org.polyvisor.codegen.ir;

/**
 * Conditions on the flags N, Z, C, V, in the numbering of Arm's condition field (DDI 0487, C1.2.4): bit 0 inverts. C is
 * a carry out of additions and "no borrow" after subtractions.
 */
public final class Condition {
    public static final int EQ = 0;
    public static final int NE = 1;
    public static final int HS = 2;
    public static final int LO = 3;
    public static final int MI = 4;
    public static final int PL = 5;
    public static final int VS = 6;
    public static final int VC = 7;
    public static final int HI = 8;
    public static final int LS = 9;
    public static final int GE = 10;
    public static final int LT = 11;
    public static final int GT = 12;
    public static final int LE = 13;
    public static final int AL = 14;

    private Condition() {}

    /** The condition that holds exactly when {@code condition}, which is not AL, does not. */
    public static int inverse(int condition) {
        return condition ^ 1;
    }
}
