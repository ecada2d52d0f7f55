package org.polyvisor.arm.fp;

import org.polyvisor.host.Memory;

/**
 * FPCR and FPSR of one vCPU: how floating-point operations behave and what they have met so far (Arm DDI 0487, C5.2.8
 * and C5.2.10). Not thread-safe: it belongs to the thread that runs the vCPU.
 */
public final class FpStatus {
    /** FPSR.IOC: an operation had no meaningful result, or met a signalling NaN. */
    public static final int INVALID_OPERATION = 1;
    /** FPSR.DZC: a finite number was divided by zero. */
    public static final int DIVIDE_BY_ZERO = 1 << 1;
    /** FPSR.OFC: the rounded result is too large for the format. */
    public static final int OVERFLOW = 1 << 2;
    /** FPSR.UFC: the result was tiny before rounding and inexact, or was flushed to zero. */
    public static final int UNDERFLOW = 1 << 3;
    /** FPSR.IXC: the result was rounded. */
    public static final int INEXACT = 1 << 4;
    /** FPSR.IDC: a denormal operand was flushed to zero. */
    public static final int INPUT_DENORMAL = 1 << 7;
    /** FPSR.QC: an integer Advanced SIMD instruction saturated. */
    public static final int SATURATED = 1 << 27;

    /** FPCR.AHP: half precision without infinities and NaNs in conversions. */
    static final int ALTERNATIVE_HALF = 1 << 26;
    /** FPCR.DN: every NaN result is the default NaN. */
    static final int DEFAULT_NAN = 1 << 25;
    /** FPCR.FZ: single- and double-precision denormals, in and out, become zero. */
    static final int FLUSH_TO_ZERO = 1 << 24;
    /** FPCR.FZ16: the same for half-precision arithmetic. */
    static final int FLUSH_TO_ZERO_HALF = 1 << 19;

    private static final int ROUNDING_SHIFT = 22;
    private static final int ROUNDING_MASK = 3 << ROUNDING_SHIFT;
    private static final int CONTROL_WRITABLE = ALTERNATIVE_HALF | DEFAULT_NAN | FLUSH_TO_ZERO | ROUNDING_MASK;
    private static final int STATUS_WRITABLE =
            SATURATED | INPUT_DENORMAL | INEXACT | UNDERFLOW | OVERFLOW | DIVIDE_BY_ZERO | INVALID_OPERATION;

    /** How far FPSR is behind FPCR in memory. */
    private static final int STATUS_OFFSET = 8;

    private final int controlWritable;
    private final long address;

    /** As {@link #FpStatus(long, boolean)} without half-precision arithmetic: FPCR.FZ16 is RES0. */
    public FpStatus(long address) {
        this(address, false);
    }

    /**
     * A view of the registers where engines keep them.
     *
     * @param address of a native 32-bit word that holds FPCR; FPSR is in the word eight bytes further on
     * @param halfPrecision whether the processor has half-precision arithmetic (FEAT_FP16)
     */
    public FpStatus(long address, boolean halfPrecision) {
        this.address = address;
        controlWritable = CONTROL_WRITABLE | (halfPrecision ? FLUSH_TO_ZERO_HALF : 0);
    }

    /** FPCR as MRS reads it. */
    public int control() {
        return Memory.getInt(address);
    }

    /** Writes FPCR. Exceptions cannot be trapped, so their enables read as zero, as do the reserved bits. */
    public void setControl(int value) {
        Memory.putInt(address, value & controlWritable);
    }

    /** FPSR as MRS reads it. */
    public int status() {
        return Memory.getInt(address + STATUS_OFFSET);
    }

    /** Writes FPSR; reserved bits and the flags of AArch32 comparisons read as zero. */
    public void setStatus(int value) {
        Memory.putInt(address + STATUS_OFFSET, value & STATUS_WRITABLE);
    }

    /** Sets cumulative flags. */
    public void raise(int flags) {
        Memory.putInt(address + STATUS_OFFSET, status() | flags);
    }

    /** The rounding mode that FPCR selects: one of the first four of {@link FpRounding}. */
    public int rounding() {
        return (control() & ROUNDING_MASK) >>> ROUNDING_SHIFT;
    }

    /** Whether host arithmetic rounds as FPCR asks: to nearest, denormals kept. */
    boolean isOrdinary() {
        return (control() & (ROUNDING_MASK | FLUSH_TO_ZERO)) == 0;
    }

    /** Whether one more inexact result leaves FPSR as it is. */
    boolean isInexactKnown() {
        return (status() & INEXACT) != 0;
    }

    boolean isControl(int bit) {
        return (control() & bit) != 0;
    }
}
