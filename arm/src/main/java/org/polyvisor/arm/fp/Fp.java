package org.polyvisor.arm.fp;

/** The frequent operations in a format known only at run time, by the fastest exact way. */
public final class Fp {
    private Fp() {}

    /** {@code a + b}. */
    public static long add(FpFormat format, long a, long b, FpStatus status) {
        return switch (format.bits()) {
            case 64 -> Fp64.add(a, b, status);
            case 32 -> unsigned(Fp32.add((int) a, (int) b, status));
            default -> FpArithmetic.add(format, a, b, status);
        };
    }

    /** {@code a - b}. */
    public static long subtract(FpFormat format, long a, long b, FpStatus status) {
        return switch (format.bits()) {
            case 64 -> Fp64.subtract(a, b, status);
            case 32 -> unsigned(Fp32.subtract((int) a, (int) b, status));
            default -> FpArithmetic.subtract(format, a, b, status);
        };
    }

    /** {@code a * b}. */
    public static long multiply(FpFormat format, long a, long b, FpStatus status) {
        return switch (format.bits()) {
            case 64 -> Fp64.multiply(a, b, status);
            case 32 -> unsigned(Fp32.multiply((int) a, (int) b, status));
            default -> FpArithmetic.multiply(format, a, b, status);
        };
    }

    /** {@code a / b}. */
    public static long divide(FpFormat format, long a, long b, FpStatus status) {
        return switch (format.bits()) {
            case 64 -> Fp64.divide(a, b, status);
            case 32 -> unsigned(Fp32.divide((int) a, (int) b, status));
            default -> FpArithmetic.divide(format, a, b, status);
        };
    }

    /** The square root. */
    public static long squareRoot(FpFormat format, long a, FpStatus status) {
        return switch (format.bits()) {
            case 64 -> Fp64.squareRoot(a, status);
            case 32 -> unsigned(Fp32.squareRoot((int) a, status));
            default -> FpArithmetic.squareRoot(format, a, status);
        };
    }

    /** {@code addend + a * b}, rounded once. */
    public static long multiplyAdd(FpFormat format, long addend, long a, long b, FpStatus status) {
        return switch (format.bits()) {
            case 64 -> Fp64.multiplyAdd(addend, a, b, status);
            case 32 -> unsigned(Fp32.multiplyAdd((int) addend, (int) a, (int) b, status));
            default -> FpFused.multiplyAdd(format, addend, a, b, status);
        };
    }

    /** As {@link FpCompare#flags}. */
    public static int compare(FpFormat format, long a, long b, boolean signalling, FpStatus status) {
        return switch (format.bits()) {
            case 64 -> Fp64.compare(a, b, signalling, status);
            case 32 -> Fp32.compare((int) a, (int) b, signalling, status);
            default -> FpCompare.flags(format, a, b, signalling, status);
        };
    }

    /** From one format to another in the rounding mode of FPCR. */
    public static long convert(FpFormat from, FpFormat to, long x, FpStatus status) {
        if (from.bits() == 64 && to.bits() == 32) {
            return unsigned(Fp64.toSingle(x, status));
        }
        if (from.bits() == 32 && to.bits() == 64) {
            return Fp32.toDouble((int) x, status);
        }
        return FpConvert.convert(from, to, x, status);
    }

    /** Encodes the constant of FMOV: sign, three bits of exponent, four of fraction; VFPExpandImm. */
    public static long constant(FpFormat format, int imm8) {
        int exponent = (imm8 & 0x40) != 0 ? (imm8 >>> 4 & 3) - 3 : (imm8 >>> 4 & 3) + 1;
        return format.powerOfTwo((imm8 & 0x80) != 0, exponent) | (long) (imm8 & 15) << format.fractionBits() - 4;
    }

    private static long unsigned(int x) {
        return Integer.toUnsignedLong(x);
    }
}
