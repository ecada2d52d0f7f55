package org.polyvisor.arm.exception;

/**
 * A synchronous exception that the present instruction raises: thrown by whatever finds it, caught by the engine, which
 * enters the guest's handler. Each vCPU has one instance and fills it anew; it carries no stack trace.
 */
public final class GuestException extends RuntimeException {
    private int exceptionClass;
    private int iss;
    private long far;

    public GuestException() {
        super(null, null, false, false);
    }

    /**
     * Describes the exception.
     *
     * @param exceptionClass ESR_ELx.EC, see {@link ExceptionClass}
     * @param iss ESR_ELx.ISS, 25 bits
     * @param far what FAR_ELx becomes, for the classes that define it
     * @return this
     */
    public GuestException with(int exceptionClass, int iss, long far) {
        this.exceptionClass = exceptionClass;
        this.iss = iss;
        this.far = far;
        return this;
    }

    public int exceptionClass() {
        return exceptionClass;
    }

    public int iss() {
        return iss;
    }

    public long far() {
        return far;
    }
}
