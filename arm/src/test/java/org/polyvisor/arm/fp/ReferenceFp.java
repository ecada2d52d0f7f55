package org.polyvisor.arm.fp;

import java.math.BigInteger;

/**
 * Floating point as the architecture's pseudocode has it, over unbounded rationals: slow, and sharing nothing with the
 * code under test. An instance performs operations in one format and one mode and collects their flags.
 */
final class ReferenceFp {
    private static final int ROOT_BITS = 200;

    final int bits;
    final int fraction;
    final int bias;
    final int control;
    int flags;

    ReferenceFp(int bits, int fraction, int control) {
        this.bits = bits;
        this.fraction = fraction;
        this.bias = (1 << bits - fraction - 2) - 1;
        this.control = control;
    }

    /** A finite number: {@code numerator / denominator}, both non-negative, with a sign that zero has too. */
    record Rational(boolean negative, BigInteger numerator, BigInteger denominator) {
        boolean isZero() {
            return numerator.signum() == 0;
        }

        BigInteger signed() {
            return negative ? numerator.negate() : numerator;
        }

        static Rational of(BigInteger signedNumerator, BigInteger denominator) {
            return new Rational(signedNumerator.signum() < 0, signedNumerator.abs(), denominator);
        }

        Rational plus(Rational other) {
            return of(
                    signed().multiply(other.denominator).add(other.signed().multiply(denominator)),
                    denominator.multiply(other.denominator));
        }

        Rational times(Rational other) {
            return new Rational(
                    negative != other.negative,
                    numerator.multiply(other.numerator),
                    denominator.multiply(other.denominator));
        }

        Rational over(Rational other) {
            return new Rational(
                    negative != other.negative,
                    numerator.multiply(other.denominator),
                    denominator.multiply(other.numerator));
        }

        Rational scaled(int exponent) {
            return exponent >= 0
                    ? new Rational(negative, numerator.shiftLeft(exponent), denominator)
                    : new Rational(negative, numerator, denominator.shiftLeft(-exponent));
        }
    }

    int rounding() {
        return control >>> 22 & 3;
    }

    boolean flush() {
        return (control >>> (bits == 16 ? 19 : 24) & 1) != 0;
    }

    long sign(long x) {
        return x >>> bits - 1 & 1;
    }

    long fractionOf(long x) {
        return x & (1L << fraction) - 1;
    }

    int fieldOf(long x) {
        return (int) (x >>> fraction) & 2 * bias + 1;
    }

    boolean nan(long x) {
        return fieldOf(x) == 2 * bias + 1 && fractionOf(x) != 0;
    }

    boolean signalling(long x) {
        return nan(x) && (x >>> fraction - 1 & 1) == 0;
    }

    boolean infinite(long x) {
        return fieldOf(x) == 2 * bias + 1 && fractionOf(x) == 0;
    }

    boolean zero(long x) {
        return fieldOf(x) == 0 && fractionOf(x) == 0;
    }

    long signed(boolean negative, long magnitude) {
        return negative ? magnitude | 1L << bits - 1 : magnitude;
    }

    long infinity() {
        return (long) (2 * bias + 1) << fraction;
    }

    long flushed(long x) {
        if (fieldOf(x) != 0 || fractionOf(x) == 0 || !flush()) {
            return x;
        }
        flags |= bits == 16 ? 0 : 0x80;
        return sign(x) << bits - 1;
    }

    Rational number(long x) {
        boolean negative = sign(x) != 0;
        int field = fieldOf(x);
        BigInteger significand = BigInteger.valueOf(field == 0 ? fractionOf(x) : fractionOf(x) | 1L << fraction);
        return new Rational(negative, significand, BigInteger.ONE).scaled(Math.max(field, 1) - bias - fraction);
    }

    long defaultNan() {
        return infinity() | 1L << fraction - 1;
    }

    long invalid() {
        flags |= 1;
        return defaultNan();
    }

    long nanOf(long... operands) {
        for (long x : operands) {
            if (signalling(x)) {
                flags |= 1;
                return dn(x | 1L << fraction - 1);
            }
        }
        for (long x : operands) {
            if (nan(x)) {
                return dn(x);
            }
        }
        throw new IllegalArgumentException("no NaN");
    }

    private long dn(long x) {
        return (control >>> 25 & 1) != 0 ? defaultNan() : x;
    }

    long round(Rational x) {
        return round(x, rounding(), flush());
    }

    long round(Rational x, int rounding, boolean flush) {
        if (x.isZero()) {
            return signed(rounding == 2, 0);
        }
        int exponent = x.numerator.bitLength() - x.denominator.bitLength();
        if (compareToPower(x, exponent) < 0) {
            exponent--;
        }
        if (exponent < 1 - bias && flush) {
            flags |= 8;
            return signed(x.negative, 0);
        }
        int quantum = Math.max(exponent, 1 - bias) - fraction;
        Rational units = x.scaled(-quantum);
        BigInteger[] parts = units.numerator.divideAndRemainder(units.denominator);
        BigInteger kept = parts[0];
        boolean exact = parts[1].signum() == 0;
        int half = parts[1].shiftLeft(1).compareTo(units.denominator);
        if (!exact) {
            flags |= exponent < 1 - bias ? 0x18 : 0x10;
        }
        if (up(rounding, x.negative, kept.testBit(0), exact, half)) {
            kept = kept.add(BigInteger.ONE);
        }
        if (rounding == 5 && !exact) {
            kept = kept.setBit(0);
        }
        Rational rounded = new Rational(x.negative, kept, BigInteger.ONE).scaled(quantum);
        if (compareToPower(rounded, bias + 1) >= 0) {
            flags |= 0x14;
            boolean toInfinity = rounding == 0 || rounding == 1 && !x.negative || rounding == 2 && x.negative;
            return signed(x.negative, infinity() - (toInfinity ? 0 : 1));
        }
        // Of the numbers in the format, encodings count upwards from zero by one quantum each.
        long below = (long) (quantum + fraction + bias - 1) << fraction;
        return signed(x.negative, below + kept.longValueExact());
    }

    static boolean up(int rounding, boolean negative, boolean odd, boolean exact, int half) {
        return switch (rounding) {
            case 0 -> half > 0 || half == 0 && odd;
            case 1 -> !exact && !negative;
            case 2 -> !exact && negative;
            case 4 -> half >= 0;
            default -> false;
        };
    }

    private static int compareToPower(Rational x, int exponent) {
        return exponent >= 0
                ? x.numerator.compareTo(x.denominator.shiftLeft(exponent))
                : x.numerator.shiftLeft(-exponent).compareTo(x.denominator);
    }

    long add(long left, long right) {
        long a = flushed(left);
        long b = flushed(right);
        if (nan(a) || nan(b)) {
            return nanOf(a, b);
        }
        if (infinite(a) || infinite(b)) {
            return infinite(a) && infinite(b) && a != b ? invalid() : infinite(a) ? a : b;
        }
        return zero(a) && a == b ? a : round(number(a).plus(number(b)));
    }

    long subtract(long a, long b) {
        return nan(b) ? add(a, b) : add(a, b ^ 1L << bits - 1);
    }

    long multiply(long left, long right) {
        long a = flushed(left);
        long b = flushed(right);
        if (nan(a) || nan(b)) {
            return nanOf(a, b);
        }
        boolean negative = sign(a) != sign(b);
        if (infinite(a) && zero(b) || zero(a) && infinite(b)) {
            return invalid();
        }
        if (infinite(a) || infinite(b)) {
            return signed(negative, infinity());
        }
        return zero(a) || zero(b) ? signed(negative, 0) : round(number(a).times(number(b)));
    }

    long divide(long left, long right) {
        long a = flushed(left);
        long b = flushed(right);
        if (nan(a) || nan(b)) {
            return nanOf(a, b);
        }
        boolean negative = sign(a) != sign(b);
        if (infinite(a) && infinite(b) || zero(a) && zero(b)) {
            return invalid();
        }
        if (zero(b) && !infinite(a)) {
            flags |= 2;
        }
        if (infinite(a) || zero(b)) {
            return signed(negative, infinity());
        }
        return zero(a) || infinite(b) ? signed(negative, 0) : round(number(a).over(number(b)));
    }

    long squareRoot(long operand) {
        long a = flushed(operand);
        if (nan(a)) {
            return nanOf(a);
        }
        if (zero(a) || a == infinity()) {
            return a;
        }
        if (sign(a) != 0) {
            return invalid();
        }
        Rational x = number(a);
        // sqrt(n / d) = sqrt(n * d) / d; a lost remainder becomes half a unit of the many digits kept.
        BigInteger[] root =
                x.numerator.multiply(x.denominator).shiftLeft(2 * ROOT_BITS).sqrtAndRemainder();
        BigInteger digits = root[0].shiftLeft(1).add(BigInteger.valueOf(root[1].signum()));
        return round(new Rational(false, digits, x.denominator.shiftLeft(ROOT_BITS + 1)));
    }

    long multiplyAdd(long addend, long left, long right) {
        long c = flushed(addend);
        long a = flushed(left);
        long b = flushed(right);
        boolean meaningless = infinite(a) && zero(b) || zero(a) && infinite(b);
        if (meaningless && nan(c) && !signalling(c)) {
            return invalid();
        }
        if (nan(a) || nan(b) || nan(c)) {
            return nanOf(c, a, b);
        }
        if (meaningless) {
            return invalid();
        }
        boolean negative = sign(a) != sign(b);
        if (infinite(a) || infinite(b)) {
            return infinite(c) && (sign(c) != 0) != negative ? invalid() : signed(negative, infinity());
        }
        if (infinite(c)) {
            return c;
        }
        if (zero(c) && (zero(a) || zero(b)) && (sign(c) != 0) == negative) {
            return c;
        }
        return round(number(c).plus(number(a).times(number(b))));
    }

    /** {@code (constant - a * b) / divisor}, or the quotient of the two for zero times infinity. */
    long step(long left, long right, long constant, long divisor) {
        long a = flushed(left ^ 1L << bits - 1);
        long b = flushed(right);
        if (nan(a) || nan(b)) {
            return nanOf(a, b);
        }
        Rational three = Rational.of(BigInteger.valueOf(constant), BigInteger.ONE);
        Rational two = Rational.of(BigInteger.valueOf(divisor), BigInteger.ONE);
        if (infinite(a) && zero(b) || zero(a) && infinite(b)) {
            return round(three.over(two));
        }
        if (infinite(a) || infinite(b)) {
            return signed(sign(a) != sign(b), infinity());
        }
        return round(three.plus(number(a).times(number(b))).over(two));
    }

    long toFixed(long operand, int fractionBits, int width, boolean unsigned, int rounding) {
        long a = flushed(operand);
        if (nan(a)) {
            flags |= 1;
            return 0;
        }
        BigInteger smallest =
                unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(width - 1).negate();
        BigInteger largest =
                BigInteger.ONE.shiftLeft(unsigned ? width : width - 1).subtract(BigInteger.ONE);
        boolean negative = sign(a) != 0;
        BigInteger result = negative ? smallest : largest;
        boolean exact = true;
        boolean saturated = infinite(a);
        if (!saturated) {
            BigInteger[] rounded = integral(number(a).scaled(fractionBits), rounding);
            result = rounded[0].max(smallest).min(largest);
            saturated = !result.equals(rounded[0]);
            exact = rounded[1].signum() == 0;
        }
        flags |= saturated ? 1 : exact ? 0 : 0x10;
        return result.longValue() & -1L >>> 64 - width;
    }

    /** The nearest integer as the mode has it, and a number that is zero exactly where it is the operand. */
    private static BigInteger[] integral(Rational x, int rounding) {
        BigInteger[] parts = x.numerator.divideAndRemainder(x.denominator);
        boolean exact = parts[1].signum() == 0;
        int half = parts[1].shiftLeft(1).compareTo(x.denominator);
        boolean up = up(rounding, x.negative, parts[0].testBit(0), exact, half);
        BigInteger magnitude = up ? parts[0].add(BigInteger.ONE) : parts[0];
        return new BigInteger[] {x.negative ? magnitude.negate() : magnitude, parts[1]};
    }

    long fromFixed(long integer, int fractionBits, boolean unsigned) {
        if (integer == 0) {
            return 0;
        }
        BigInteger value = unsigned ? new BigInteger(Long.toUnsignedString(integer)) : BigInteger.valueOf(integer);
        return round(Rational.of(value, BigInteger.ONE).scaled(-fractionBits));
    }

    long roundToIntegral(long operand, int rounding, boolean reportInexact) {
        long a = flushed(operand);
        if (nan(a)) {
            return nanOf(a);
        }
        if (infinite(a) || zero(a)) {
            return a;
        }
        BigInteger[] rounded = integral(number(a), rounding);
        flags |= reportInexact && rounded[1].signum() != 0 ? 0x10 : 0;
        return rounded[0].signum() == 0
                ? signed(sign(a) != 0, 0)
                : round(Rational.of(rounded[0], BigInteger.ONE), 3, false);
    }

    /** Converts into this format from another; neither is alternative half precision. */
    long convertFrom(ReferenceFp from, long operand, int rounding) {
        long a = from.bits == 16 ? operand : from.flushed(operand);
        flags |= from.flags;
        boolean negative = from.sign(a) != 0;
        if (from.nan(a)) {
            flags |= from.signalling(a) ? 1 : 0;
            long payload = from.fractionOf(a);
            int shift = fraction - from.fraction;
            return dn(signed(negative, defaultNan() | (shift >= 0 ? payload << shift : payload >>> -shift)));
        }
        if (from.infinite(a) || from.zero(a)) {
            return signed(negative, from.zero(a) ? 0 : infinity());
        }
        return round(from.number(a), rounding, bits != 16 && flush());
    }
}
