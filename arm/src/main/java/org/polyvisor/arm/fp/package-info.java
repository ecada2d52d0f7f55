/**
 * Arm floating-point arithmetic, exact to the bit and the flag, as functions over raw encodings (Arm DDI 0487, "Armv8-A
 * Architecture Reference Manual", section A1.5 and the shared pseudocode functions under {@code shared/functions/float}).
 *
 * <p>A number is its IEEE 754 encoding in the low bits of a {@code long} (or, in {@link Fp32}, an {@code int}); the
 * rounding mode and flush-to-zero come from an {@link FpStatus}, and the exceptions an operation raises accumulate in
 * it. Nothing here allocates. {@link Fp64} and {@link Fp32} answer the ordinary cases with host arithmetic and hand the
 * rest to the integer arithmetic of the other classes, which works for every {@link FpFormat}.
 */
@NullMarked
package org.polyvisor.arm.fp;

import org.jspecify.annotations.NullMarked;
