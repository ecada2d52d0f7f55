package org.polyvisor.arm.fp;

/** Which NaN comes out when NaNs go in (Arm DDI 0487, A1.5.5, "NaN handling", and FPProcessNaNs). */
final class FpNan {
    private FpNan() {}

    /** The result of an operation without a meaningful one. */
    static long invalid(FpFormat format, FpStatus status) {
        status.raise(FpStatus.INVALID_OPERATION);
        return format.defaultNan();
    }

    /** The NaN {@code x} made quiet, or the default NaN where FPCR asks for that. */
    static long quieten(FpFormat format, long x, FpStatus status) {
        if (format.isSignallingNan(x)) {
            status.raise(FpStatus.INVALID_OPERATION);
        }
        return status.isControl(FpStatus.DEFAULT_NAN) ? format.defaultNan() : x | format.quietBit();
    }

    /** The result where at least one of two operands is a NaN: signalling before quiet, then first before second. */
    static long propagate(FpFormat format, long a, long b, FpStatus status) {
        boolean second = format.isSignallingNan(b) || !format.isNan(a);
        return quieten(format, second && !format.isSignallingNan(a) ? b : a, status);
    }

    /** The result where at least one of three operands is a NaN. */
    static long propagate(FpFormat format, long a, long b, long c, FpStatus status) {
        if (format.isSignallingNan(a) || format.isSignallingNan(b)) {
            return propagate(format, a, b, status);
        }
        if (format.isSignallingNan(c) || !(format.isNan(a) || format.isNan(b))) {
            return quieten(format, c, status);
        }
        return propagate(format, a, b, status);
    }
}
