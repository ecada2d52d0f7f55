package org.polyvisor.arm.a64.simd;

import org.polyvisor.arm.cpu.Vcpu;

/** Shifts of extended lanes by any distance: as if a lane had as many bits as it takes. */
final class Shifts {
    private Shifts() {}

    static long left(long value, int distance) {
        return distance < 64 ? value << distance : 0;
    }

    static long right(long value, int distance) {
        return value >> Math.min(distance, 63);
    }

    static long rightUnsigned(long value, int distance) {
        return distance < 64 ? value >>> distance : 0;
    }

    /** To the right, rounding to nearest with ties up. */
    static long rightRounded(long value, int distance) {
        if (distance == 0) {
            return value;
        }
        return distance < 64 ? (value >> distance) + (value >>> distance - 1 & 1) : 0;
    }

    /** To the right, rounding to nearest with ties up. */
    static long rightRoundedUnsigned(long value, int distance) {
        if (distance == 0) {
            return value;
        }
        return distance <= 64 ? rightUnsigned(value, distance) + (value >>> distance - 1 & 1) : 0;
    }

    /** To the left, saturating as a signed lane. */
    static long leftSaturating(long value, int distance, int bits, Vcpu cpu) {
        long result = left(value, distance);
        if (distance >= 64 ? value != 0 : result >> distance != value) {
            Saturation.report(cpu);
            return Saturation.limit(value < 0, bits);
        }
        return Saturation.signed(result, bits, cpu);
    }

    /** To the left, saturating as an unsigned lane. */
    static long leftSaturatingUnsigned(long value, int distance, int bits, Vcpu cpu) {
        long result = left(value, distance);
        if (distance >= 64 ? value != 0 : result >>> distance != value) {
            Saturation.report(cpu);
            return Lanes.mask(bits);
        }
        return Saturation.unsignedFromUnsigned(result, bits, cpu);
    }

    /** A signed lane to the left, saturating as an unsigned one. */
    static long leftSaturatingToUnsigned(long value, int distance, int bits, Vcpu cpu) {
        if (value < 0) {
            Saturation.report(cpu);
            return 0;
        }
        return leftSaturatingUnsigned(value, distance, bits, cpu);
    }
}
