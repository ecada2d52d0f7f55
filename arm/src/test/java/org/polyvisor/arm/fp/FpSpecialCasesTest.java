package org.polyvisor.arm.fp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Selections, comparisons and estimates at the places that random operands rarely reach. */
class FpSpecialCasesTest {
    private static final FpFormat F = FpFormat.SINGLE;
    private static final long MINUS_ZERO = 0x8000_0000L;
    private static final long ONE = 0x3f80_0000L;
    private static final long QUIET_NAN = 0x7fc0_1234L;
    private static final long SIGNALLING_NAN = 0x7f80_1234L;
    private static final long INFINITY = 0x7f80_0000L;
    private static final int TOWARDS_ZERO = 3 << 22;
    private static final int FLUSH_TO_ZERO = 1 << 24;
    private static final int DEFAULT_NAN = 1 << 25;

    private final FpStatus status = FpStatuses.initial();

    @Test
    void plusZeroIsTheLargerZero() {
        assertThat(FpMinMax.max(F, MINUS_ZERO, 0, status)).isZero();
        assertThat(FpMinMax.min(F, 0, MINUS_ZERO, status)).isEqualTo(MINUS_ZERO);
        assertThat(status.status()).isZero();
    }

    @Test
    void maxOfANanIsThatNan() {
        assertThat(FpMinMax.max(F, ONE, QUIET_NAN, status)).isEqualTo(QUIET_NAN);
        assertThat(status.status()).isZero();
    }

    @Test
    void maxNumberPrefersTheNumber() {
        assertThat(FpMinMax.maxNumber(F, QUIET_NAN, ONE, status)).isEqualTo(ONE);
        assertThat(FpMinMax.minNumber(F, ONE, QUIET_NAN, status)).isEqualTo(ONE);
        assertThat(status.status()).isZero();
    }

    @Test
    void maxNumberOfASignallingNanIsInvalid() {
        assertThat(FpMinMax.maxNumber(F, ONE, SIGNALLING_NAN, status)).isEqualTo(SIGNALLING_NAN | 0x0040_0000);
        assertThat(status.status()).isEqualTo(FpStatus.INVALID_OPERATION);
    }

    @Test
    void maxNumberOfTwoQuietNansIsTheFirst() {
        assertThat(FpMinMax.maxNumber(F, QUIET_NAN, QUIET_NAN + 1, status)).isEqualTo(QUIET_NAN);
    }

    @Test
    void defaultNanReplacesPropagatedOne() {
        status.setControl(DEFAULT_NAN);

        assertThat(FpMinMax.max(F, ONE, QUIET_NAN, status)).isEqualTo(0x7fc0_0000L);
    }

    @Test
    void zerosCompareEqual() {
        assertThat(FpCompare.flags(F, 0, MINUS_ZERO, false, status)).isEqualTo(FpCompare.EQUAL);
    }

    @Test
    void quietComparisonOfAQuietNanRaisesNothing() {
        assertThat(FpCompare.flags(F, ONE, QUIET_NAN, false, status)).isEqualTo(FpCompare.UNORDERED);
        assertThat(status.status()).isZero();
    }

    @Test
    void signallingComparisonOfAQuietNanIsInvalid() {
        assertThat(FpCompare.greaterOrEqual(F, ONE, QUIET_NAN, status)).isFalse();
        assertThat(status.status()).isEqualTo(FpStatus.INVALID_OPERATION);
    }

    @Test
    void comparisonFlushesDenormalsWhereAsked() {
        status.setControl(FLUSH_TO_ZERO);

        assertThat(FpCompare.flags(F, 1, 0, false, status)).isEqualTo(FpCompare.EQUAL);
        assertThat(status.status()).isEqualTo(FpStatus.INPUT_DENORMAL);
    }

    @Test
    void reciprocalEstimateOfOneIsBelowOne() {
        // 256 * 256 / 257 rounds to 255.5, in halves: 511 of 512.
        assertThat(FpEstimate.reciprocal(F, ONE, status)).isEqualTo(0x3f7f_8000L);
        assertThat(FpEstimate.reciprocalSquareRoot(F, ONE, status)).isEqualTo(0x3f7f_8000L);
        assertThat(status.status()).isZero();
    }

    @Test
    void reciprocalEstimateOfZeroIsADivisionByZero() {
        assertThat(FpEstimate.reciprocal(F, MINUS_ZERO, status)).isEqualTo(MINUS_ZERO | INFINITY);
        assertThat(status.status()).isEqualTo(FpStatus.DIVIDE_BY_ZERO);
    }

    @Test
    void reciprocalEstimateOfTinyNumberOverflowsAsRounded() {
        status.setControl(TOWARDS_ZERO);

        assertThat(FpEstimate.reciprocal(F, 0x001f_ffffL, status)).isEqualTo(INFINITY - 1);
        assertThat(status.status()).isEqualTo(FpStatus.OVERFLOW | FpStatus.INEXACT);
    }

    @Test
    void reciprocalEstimateOfHugeNumberIsDenormal() {
        assertThat(FpEstimate.reciprocal(F, 0x7f00_0000L, status)).isEqualTo(0x003f_e000L);
        assertThat(status.status()).isZero();
    }

    @Test
    void reciprocalSquareRootEstimateOfNegativeNumberIsInvalid() {
        assertThat(FpEstimate.reciprocalSquareRoot(F, MINUS_ZERO | ONE, status)).isEqualTo(0x7fc0_0000L);
        assertThat(status.status()).isEqualTo(FpStatus.INVALID_OPERATION);
    }

    @Test
    void reciprocalExponentComplementsTheExponent() {
        assertThat(FpEstimate.reciprocalExponent(F, 0x3f8f_ffffL, status)).isEqualTo(0x4000_0000L);
        assertThat(FpEstimate.reciprocalExponent(F, 1, status)).isEqualTo(0x7f00_0000L);
    }

    @Test
    void unsignedEstimatesSaturateBelowTheirRange() {
        assertThat(FpEstimate.unsignedReciprocal(0x7fff_ffff)).isEqualTo(-1);
        assertThat(FpEstimate.unsignedReciprocalSquareRoot(0x3fff_ffff)).isEqualTo(-1);
        assertThat(FpEstimate.unsignedReciprocal(0x8000_0000)).isEqualTo(0xff80_0000);
        assertThat(FpEstimate.unsignedReciprocalSquareRoot(0x4000_0000)).isEqualTo(0xff80_0000);
    }

    @Test
    void infinityTimesZeroPlusQuietNanIsInvalid() {
        assertThat(FpFused.multiplyAdd(F, QUIET_NAN, INFINITY, 0, status)).isEqualTo(0x7fc0_0000L);
        assertThat(status.status()).isEqualTo(FpStatus.INVALID_OPERATION);
    }

    @Test
    void extendedProductOfInfinityAndZeroIsTwo() {
        assertThat(FpArithmetic.multiplyExtended(F, INFINITY, MINUS_ZERO, status))
                .isEqualTo(0xc000_0000L);
        assertThat(status.status()).isZero();
    }

    @Test
    void resultJustBelowTheNormalsUnderflowsBeforeRounding() {
        // 2^-126 - 2^-126 * 2^-24 lies below the normals and rounds back up to the smallest of them.
        long product = FpFused.multiplyAdd(F, 0x0080_0000L, 0x8080_0000L, 0x3380_0000L, status);

        assertThat(product).isEqualTo(0x0080_0000L);
        assertThat(status.status()).isEqualTo(FpStatus.UNDERFLOW | FpStatus.INEXACT);
    }

    @Test
    void alternativeHalfPrecisionHasNumbersForInfinity() {
        status.setControl(1 << 26);

        assertThat(FpConvert.convert(FpFormat.HALF, F, 0x7c00, status)).isEqualTo(0x4780_0000L);
        assertThat(status.status()).isZero();
    }

    @Test
    void alternativeHalfPrecisionHasNoNan() {
        status.setControl(1 << 26);

        assertThat(FpConvert.convert(F, FpFormat.HALF, MINUS_ZERO | QUIET_NAN, status))
                .isEqualTo(0x8000L);
        assertThat(status.status()).isEqualTo(FpStatus.INVALID_OPERATION);
    }

    @Test
    void alternativeHalfPrecisionSaturates() {
        status.setControl(1 << 26);

        assertThat(FpConvert.convert(F, FpFormat.HALF, 0x4800_0000L, status)).isEqualTo(0x7fffL);
        assertThat(status.status()).isEqualTo(FpStatus.INVALID_OPERATION);
    }

    @Test
    void reservedControlAndStatusBitsReadAsZero() {
        status.setControl(-1);
        status.setStatus(-1);

        assertThat(status.control()).isEqualTo(0x07c8_0000);
        assertThat(status.status()).isEqualTo(0x0800_009f);
    }

    @Test
    void hostArithmeticReportsUnderflowThatRoundsUpToTheSmallestNormal() {
        status.setStatus(FpStatus.INEXACT);

        // (1 - 2^-53) * 2^-1022 lies below the normals and rounds up to the smallest of them.
        long product = Fp64.multiply(0x3fef_ffff_ffff_ffffL, 0x0010_0000_0000_0000L, status);

        assertThat(product).isEqualTo(0x0010_0000_0000_0000L);
        assertThat(status.status()).isEqualTo(FpStatus.UNDERFLOW | FpStatus.INEXACT);
    }

    @Test
    void hostArithmeticReportsUnderflowOfSinglesThatRoundUpToTheSmallestNormal() {
        status.setStatus(FpStatus.INEXACT);

        int product = Fp32.multiply(0x3f7f_ffff, 0x0080_0000, status);

        assertThat(product).isEqualTo(0x0080_0000);
        assertThat(status.status()).isEqualTo(FpStatus.UNDERFLOW | FpStatus.INEXACT);
    }
}
