package org.polyvisor.arm.fp;

/**
 * One of the three IEEE 754 interchange formats, and the parts of a number encoded in it. Encodings are held
 * zero-extended in a {@code long}.
 *
 * @param bits the width of an encoding
 * @param fractionBits the width of its fraction field
 */
public record FpFormat(int bits, int fractionBits) {
    public static final FpFormat HALF = new FpFormat(16, 10);
    public static final FpFormat SINGLE = new FpFormat(32, 23);
    public static final FpFormat DOUBLE = new FpFormat(64, 52);

    boolean isHalf() {
        return bits == 16;
    }

    /** The exponent field's width. */
    int exponentBits() {
        return bits - 1 - fractionBits;
    }

    /** The exponent field of a number in [1, 2). */
    int bias() {
        return (1 << exponentBits() - 1) - 1;
    }

    /** The exponent of the smallest normal number. */
    int minimumExponent() {
        return 1 - bias();
    }

    long signBit() {
        return 1L << bits - 1;
    }

    long fractionMask() {
        return (1L << fractionBits) - 1;
    }

    long quietBit() {
        return 1L << fractionBits - 1;
    }

    /** Plus infinity. */
    long infinity() {
        return (1L << exponentBits()) - 1 << fractionBits;
    }

    /** The quiet NaN that invalid operations yield: positive, only the quiet bit set. */
    long defaultNan() {
        return infinity() | quietBit();
    }

    /** The number {@code (-1)^negative} times two to the power of {@code exponent}, which must be in range. */
    long powerOfTwo(boolean negative, int exponent) {
        return zero(negative) | (long) (exponent + bias()) << fractionBits;
    }

    long zero(boolean negative) {
        return negative ? signBit() : 0;
    }

    long infinity(boolean negative) {
        return zero(negative) | infinity();
    }

    /** The largest finite number. */
    long largest(boolean negative) {
        return zero(negative) | infinity() - 1;
    }

    /** Clears the sign. */
    public long abs(long x) {
        return x & ~signBit();
    }

    /** Flips the sign, of a NaN too. */
    public long negate(long x) {
        return x ^ signBit();
    }

    boolean isNegative(long x) {
        return (x & signBit()) != 0;
    }

    boolean isNan(long x) {
        return abs(x) > infinity();
    }

    boolean isSignallingNan(long x) {
        return isNan(x) && (x & quietBit()) == 0;
    }

    boolean isQuietNan(long x) {
        return isNan(x) && (x & quietBit()) != 0;
    }

    boolean isInfinite(long x) {
        return abs(x) == infinity();
    }

    boolean isZero(long x) {
        return abs(x) == 0;
    }

    int exponentField(long x) {
        return (int) (abs(x) >>> fractionBits);
    }

    /** Whether the number is not zero, but less than the smallest normal number. */
    boolean isDenormal(long x) {
        long magnitude = abs(x);
        return magnitude != 0 && magnitude <= fractionMask();
    }

    /** The exponent e of a finite number other than zero: its magnitude is in [2^e, 2^(e+1)). */
    int exponent(long x) {
        int field = exponentField(x);
        return field != 0 ? field - bias() : minimumExponent() + 63 - fractionBits - Long.numberOfLeadingZeros(abs(x));
    }

    /** The significand of a finite number other than zero, shifted so that its leading one is bit 63. */
    long significand(long x) {
        long fraction = x & fractionMask();
        return exponentField(x) != 0
                ? (fraction | 1L << fractionBits) << 63 - fractionBits
                : fraction << Long.numberOfLeadingZeros(fraction);
    }

    /** Whether denormals of this format become zero in arithmetic. */
    boolean flushes(FpStatus status) {
        return status.isControl(isHalf() ? FpStatus.FLUSH_TO_ZERO_HALF : FpStatus.FLUSH_TO_ZERO);
    }

    /** An operand as arithmetic sees it: a denormal is zero where FPCR says so. Only half precision does it silently. */
    long operand(long x, FpStatus status) {
        if (!isDenormal(x) || !flushes(status)) {
            return x;
        }
        if (!isHalf()) {
            status.raise(FpStatus.INPUT_DENORMAL);
        }
        return x & signBit();
    }
}
