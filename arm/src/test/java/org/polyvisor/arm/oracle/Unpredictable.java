package org.polyvisor.arm.oracle;

/** Words that are allocated but whose effect is CONSTRAINED UNPREDICTABLE (DDI 0487, K1.2): no oracle for those. */
final class Unpredictable {
    private Unpredictable() {}

    static boolean is(int word) {
        int rt = word & 31;
        int rn = word >>> 5 & 31;
        int rt2 = word >>> 10 & 31;
        int rs = word >>> 16 & 31;
        boolean vector = (word & 1 << 26) != 0;
        boolean load = (word & 1 << 22) != 0;
        if ((word & 0x3a00_0000) == 0x2800_0000) {
            boolean writesBack = (word & 1 << 23) != 0;
            boolean baseLost = writesBack && !vector && rn != 31 && (rn == rt || rn == rt2);
            return baseLost || load && rt == rt2;
        }
        if ((word & 0x3f20_0400) == 0x3800_0400) {
            return rn != 31 && rn == rt;
        }
        if ((word & 0x3f80_0000) == 0x0800_0000) {
            boolean pair = (word & 1 << 21) != 0;
            if (pair && word >= 0) {
                return false; // CASP
            }
            if (load) {
                return pair && rt == rt2;
            }
            return rs == rt || pair && rs == rt2 || rs == rn && rn != 31;
        }
        return false;
    }
}
