package org.polyvisor.arm.a64.simd;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.fp.FpStatus;

/** Results kept within a lane's range; leaving it sets FPSR.QC. */
final class Saturation {
    private Saturation() {}

    static void report(Vcpu cpu) {
        cpu.fp().raise(FpStatus.SATURATED);
    }

    /** The largest signed lane, or the smallest. */
    static long limit(boolean negative, int bits) {
        long largest = Long.MAX_VALUE >> 64 - bits;
        return negative ? ~largest : largest;
    }

    /** Into a signed lane. */
    static long signed(long value, int bits, Vcpu cpu) {
        long limit = limit(value < 0, bits);
        if (value < 0 ? value < limit : value > limit) {
            report(cpu);
            return limit;
        }
        return value;
    }

    /** A signed number into an unsigned lane. */
    static long unsigned(long value, int bits, Vcpu cpu) {
        if (value < 0) {
            report(cpu);
            return 0;
        }
        return unsignedFromUnsigned(value, bits, cpu);
    }

    /** An unsigned number into an unsigned lane. */
    static long unsignedFromUnsigned(long value, int bits, Vcpu cpu) {
        if (Long.compareUnsigned(value, Lanes.mask(bits)) > 0) {
            report(cpu);
            return Lanes.mask(bits);
        }
        return value;
    }

    /** {@code a + b} of signed numbers of up to 64 bits. */
    static long add(long a, long b, int bits, Vcpu cpu) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            report(cpu);
            return limit(a < 0, bits);
        }
        return signed(sum, bits, cpu);
    }

    /** {@code a - b} of signed numbers of up to 64 bits. */
    static long subtract(long a, long b, int bits, Vcpu cpu) {
        long difference = a - b;
        if (((a ^ b) & (a ^ difference)) < 0) {
            report(cpu);
            return limit(a < 0, bits);
        }
        return signed(difference, bits, cpu);
    }

    /** {@code a + b} of unsigned numbers of up to 64 bits. */
    static long addUnsigned(long a, long b, int bits, Vcpu cpu) {
        long sum = a + b;
        if (Long.compareUnsigned(sum, a) < 0) {
            report(cpu);
            return Lanes.mask(bits);
        }
        return unsignedFromUnsigned(sum, bits, cpu);
    }

    /** {@code a - b} of unsigned numbers of up to 64 bits. */
    static long subtractUnsigned(long a, long b, Vcpu cpu) {
        if (Long.compareUnsigned(a, b) < 0) {
            report(cpu);
            return 0;
        }
        return a - b;
    }

    /** Twice the product of signed numbers of {@code bits} bits, 16 or 32, in a lane of double width. */
    static long doubleProduct(long a, long b, int bits, Vcpu cpu) {
        return add(a * b, a * b, 2 * bits, cpu);
    }

    /** The upper half of {@code 2 * a * b}, rounded to nearest if {@code round}. */
    static long doubleProductHigh(long a, long b, int bits, boolean round, Vcpu cpu) {
        return signed(a * b + (round ? 1L << bits - 2 : 0) >> bits - 1, bits, cpu);
    }

    /** The upper half of the sum of {@code d} shifted up to it and {@code 2 * a * b}, rounded. */
    static long accumulateHigh(long d, long a, long b, int bits, Vcpu cpu) {
        return signed((d << bits - 1) + a * b + (1L << bits - 2) >> bits - 1, bits, cpu);
    }
}
