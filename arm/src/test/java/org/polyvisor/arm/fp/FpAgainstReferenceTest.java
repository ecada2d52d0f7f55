package org.polyvisor.arm.fp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations in all formats and modes, results and flags, against {@link ReferenceFp}. */
class FpAgainstReferenceTest {
    /** {@code -Dpolyvisor.test.rounds=N} makes the comparison longer. */
    private static final int ROUNDS = Integer.getInteger("polyvisor.test.rounds", 2_000);

    private static final long SEED = Long.getLong("polyvisor.test.seed", 1);

    interface Tested {
        long apply(FpFormat format, long a, long b, long c, FpStatus status);
    }

    interface Expected {
        long apply(ReferenceFp reference, long a, long b, long c);
    }

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas capture nothing
    enum Operation {
        ADD((f, a, b, c, s) -> FpArithmetic.add(f, a, b, s), (r, a, b, c) -> r.add(a, b)),
        SUBTRACT((f, a, b, c, s) -> FpArithmetic.subtract(f, a, b, s), (r, a, b, c) -> r.subtract(a, b)),
        MULTIPLY((f, a, b, c, s) -> FpArithmetic.multiply(f, a, b, s), (r, a, b, c) -> r.multiply(a, b)),
        DIVIDE((f, a, b, c, s) -> FpArithmetic.divide(f, a, b, s), (r, a, b, c) -> r.divide(a, b)),
        SQUARE_ROOT((f, a, b, c, s) -> FpArithmetic.squareRoot(f, a, s), (r, a, b, c) -> r.squareRoot(a)),
        MULTIPLY_ADD((f, a, b, c, s) -> FpFused.multiplyAdd(f, a, b, c, s), (r, a, b, c) -> r.multiplyAdd(a, b, c)),
        MULTIPLY_ADD_CANCELLING(
                (f, a, b, c, s) -> FpFused.multiplyAdd(f, product(f, a, b), a, b, s),
                (r, a, b, c) -> r.multiplyAdd(product(format(r), a, b), a, b)),
        RECIPROCAL_STEP((f, a, b, c, s) -> FpFused.reciprocalStep(f, a, b, s), (r, a, b, c) -> r.step(a, b, 2, 1)),
        RECIPROCAL_SQUARE_ROOT_STEP(
                (f, a, b, c, s) -> FpFused.reciprocalSquareRootStep(f, a, b, s), (r, a, b, c) -> r.step(a, b, 3, 2)),
        ROUND_TO_INTEGRAL(
                (f, a, b, c, s) -> FpInteger.roundToIntegral(f, a, mode(b), false, s),
                (r, a, b, c) -> r.roundToIntegral(a, mode(b), false)),
        ROUND_TO_INTEGRAL_EXACT(
                (f, a, b, c, s) -> FpInteger.roundToIntegral(f, a, mode(b), true, s),
                (r, a, b, c) -> r.roundToIntegral(a, mode(b), true)),
        TO_SIGNED_64(
                (f, a, b, c, s) -> FpInteger.toFixed(f, a, bits(c, 65), 64, false, mode(b), s),
                (r, a, b, c) -> r.toFixed(a, bits(c, 65), 64, false, mode(b))),
        TO_UNSIGNED_64(
                (f, a, b, c, s) -> FpInteger.toFixed(f, a, bits(c, 65), 64, true, mode(b), s),
                (r, a, b, c) -> r.toFixed(a, bits(c, 65), 64, true, mode(b))),
        TO_SIGNED_32(
                (f, a, b, c, s) -> FpInteger.toFixed(f, a, bits(c, 33), 32, false, mode(b), s),
                (r, a, b, c) -> r.toFixed(a, bits(c, 33), 32, false, mode(b))),
        TO_UNSIGNED_32(
                (f, a, b, c, s) -> FpInteger.toFixed(f, a, bits(c, 2), 32, true, mode(b), s),
                (r, a, b, c) -> r.toFixed(a, bits(c, 2), 32, true, mode(b))),
        FROM_SIGNED(
                (f, a, b, c, s) -> FpInteger.fromFixed(f, a * b, bits(c, 65), false, s),
                (r, a, b, c) -> r.fromFixed(a * b, bits(c, 65), false)),
        FROM_UNSIGNED(
                (f, a, b, c, s) -> FpInteger.fromFixed(f, a * b, bits(c, 65), true, s),
                (r, a, b, c) -> r.fromFixed(a * b, bits(c, 65), true)),
        FROM_HALF(
                (f, a, b, c, s) -> FpConvert.convert(FpFormat.HALF, f, a & 0xffff, s),
                (r, a, b, c) -> r.convertFrom(reference(FpFormat.HALF, r.control), a & 0xffff, r.rounding())),
        FROM_SINGLE(
                (f, a, b, c, s) -> FpConvert.convert(FpFormat.SINGLE, f, a >>> f.bits() / 64 * 32, s),
                (r, a, b, c) ->
                        r.convertFrom(reference(FpFormat.SINGLE, r.control), a >>> r.bits / 64 * 32, r.rounding())),
        FROM_DOUBLE(
                (f, a, b, c, s) -> FpConvert.convert(FpFormat.DOUBLE, f, widened(f, a, b), s),
                (r, a, b, c) ->
                        r.convertFrom(reference(FpFormat.DOUBLE, r.control), widened(format(r), a, b), r.rounding()));

        final Tested tested;
        final Expected expected;

        Operation(Tested tested, Expected expected) {
            this.tested = tested;
            this.expected = expected;
        }

        private static int mode(long x) {
            return (int) ((x ^ x >>> 7) & 0xff) % 5;
        }

        private static int bits(long x, int bound) {
            return (int) Math.max((x ^ x >>> 5) & 127, 32) % bound;
        }

        private static long product(FpFormat format, long a, long b) {
            return format.negate(FpArithmetic.multiply(format, a, b, FpStatuses.initial()));
        }

        /** A double near the numbers of a narrower format. */
        private static long widened(FpFormat format, long a, long b) {
            long wide = FpConvert.convert(format, FpFormat.DOUBLE, a, FpStatuses.initial());
            return wide + (b & 3) - 1;
        }
    }

    private static ReferenceFp reference(FpFormat format, int control) {
        return new ReferenceFp(format.bits(), format.fractionBits(), control);
    }

    private static FpFormat format(ReferenceFp reference) {
        return new FpFormat(reference.bits, reference.fraction);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void halfPrecisionEqualsReference(Operation operation) {
        compare(FpFormat.HALF, operation.tested, operation.expected);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void singlePrecisionEqualsReference(Operation operation) {
        compare(FpFormat.SINGLE, operation.tested, operation.expected);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void doublePrecisionEqualsReference(Operation operation) {
        compare(FpFormat.DOUBLE, operation.tested, operation.expected);
    }

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas capture nothing
    enum Fast {
        ADD64(FpFormat.DOUBLE, (f, a, b, c, s) -> Fp64.add(a, b, s), Operation.ADD),
        SUBTRACT64(FpFormat.DOUBLE, (f, a, b, c, s) -> Fp64.subtract(a, b, s), Operation.SUBTRACT),
        MULTIPLY64(FpFormat.DOUBLE, (f, a, b, c, s) -> Fp64.multiply(a, b, s), Operation.MULTIPLY),
        DIVIDE64(FpFormat.DOUBLE, (f, a, b, c, s) -> Fp64.divide(a, b, s), Operation.DIVIDE),
        SQUARE_ROOT64(FpFormat.DOUBLE, (f, a, b, c, s) -> Fp64.squareRoot(a, s), Operation.SQUARE_ROOT),
        MULTIPLY_ADD64(FpFormat.DOUBLE, (f, a, b, c, s) -> Fp64.multiplyAdd(a, b, c, s), Operation.MULTIPLY_ADD),
        ADD32(FpFormat.SINGLE, (f, a, b, c, s) -> bits(Fp32.add((int) a, (int) b, s)), Operation.ADD),
        SUBTRACT32(FpFormat.SINGLE, (f, a, b, c, s) -> bits(Fp32.subtract((int) a, (int) b, s)), Operation.SUBTRACT),
        MULTIPLY32(FpFormat.SINGLE, (f, a, b, c, s) -> bits(Fp32.multiply((int) a, (int) b, s)), Operation.MULTIPLY),
        DIVIDE32(FpFormat.SINGLE, (f, a, b, c, s) -> bits(Fp32.divide((int) a, (int) b, s)), Operation.DIVIDE),
        SQUARE_ROOT32(FpFormat.SINGLE, (f, a, b, c, s) -> bits(Fp32.squareRoot((int) a, s)), Operation.SQUARE_ROOT),
        MULTIPLY_ADD32(
                FpFormat.SINGLE,
                (f, a, b, c, s) -> bits(Fp32.multiplyAdd((int) a, (int) b, (int) c, s)),
                Operation.MULTIPLY_ADD),
        TO_SIGNED_64(
                FpFormat.DOUBLE,
                (f, a, b, c, s) -> Fp64.toSigned64(a, s),
                (r, a, b, c) -> r.toFixed(a, 0, 64, false, FpRounding.ZERO)),
        FROM_SIGNED_64(
                FpFormat.DOUBLE,
                (f, a, b, c, s) -> Fp64.fromSigned64(a * b, s),
                (r, a, b, c) -> r.fromFixed(a * b, 0, false)),
        FROM_SIGNED_64_SMALL(
                FpFormat.DOUBLE,
                (f, a, b, c, s) -> Fp64.fromSigned64(a >> 12, s),
                (r, a, b, c) -> r.fromFixed(a >> 12, 0, false)),
        TO_SINGLE(
                FpFormat.SINGLE,
                (f, a, b, c, s) -> bits(Fp64.toSingle(Operation.widened(f, a, b), s)),
                Operation.FROM_DOUBLE),
        TO_SINGLE_ODD(
                FpFormat.SINGLE,
                (f, a, b, c, s) -> FpConvert.toSingleOdd(Operation.widened(f, a, b), s),
                (r, a, b, c) -> r.convertFrom(
                        reference(FpFormat.DOUBLE, r.control), Operation.widened(format(r), a, b), FpRounding.ODD)),
        TO_DOUBLE(FpFormat.DOUBLE, (f, a, b, c, s) -> Fp32.toDouble((int) (a >>> 32), s), Operation.FROM_SINGLE);

        final FpFormat format;
        final Tested tested;
        final Expected expected;

        Fast(FpFormat format, Tested tested, Operation same) {
            this(format, tested, same.expected);
        }

        Fast(FpFormat format, Tested tested, Expected expected) {
            this.format = format;
            this.tested = tested;
            this.expected = expected;
        }

        private static long bits(int x) {
            return Integer.toUnsignedLong(x);
        }
    }

    @ParameterizedTest
    @EnumSource(Fast.class)
    void hostArithmeticEqualsReference(Fast operation) {
        compare(operation.format, operation.tested, operation.expected);
    }

    private static void compare(FpFormat format, Tested tested, Expected expected) {
        Operands operands = new Operands(SEED);
        FpStatus status = FpStatuses.initial();
        for (int round = 0; round < ROUNDS; round++) {
            long a = operands.number(format);
            long b = operands.number(format);
            long c = operands.number(format);
            int control = operands.control();
            int before = operands.status();
            status.setControl(control);
            status.setStatus(before);
            ReferenceFp reference = reference(format, control);
            long result = tested.apply(format, a, b, c, status);
            long wanted = expected.apply(reference, a, b, c);
            assertThat(describe(result, status.status()))
                    .as("round %d: %x %x %x, FPCR %x, FPSR %x", round, a, b, c, control, before)
                    .isEqualTo(describe(wanted, before | reference.flags));
        }
    }

    private static String describe(long result, int flags) {
        return Long.toHexString(result) + " flags " + Integer.toHexString(flags);
    }
}
