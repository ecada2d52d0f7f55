package org.polyvisor.host;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the process alive when generated code of one range faults: what would end the JVM becomes a jump to the range's
 * landing, and a record of it.
 *
 * <p>Generated code faults only where something is wrong: with the code generator, or with a host address it was given.
 * So this is the net under the isolation of guests, not a way to handle what guests do.
 *
 * <p>The record lies at an offset from rbp, which holds the same thread-private base everywhere in the range. At the
 * landing all registers except rip are as they were at the fault, so rsp has to be the same at every instruction that
 * may fault. The handler takes SIGSEGV, SIGBUS, SIGILL and SIGFPE; the ones that come from elsewhere, as the JVM's own
 * do all the time, pass through to the JVM.
 *
 * <p>Under {@code -Xcheck:jni} the JVM reports that its signal handlers were modified; nothing depends on that.
 */
public final class FaultGuard implements AutoCloseable {
    /** In the record: address of the instruction that faulted. */
    public static final int RIP = 0;

    /** In the record: the address that siginfo gives; 0 where the processor has none (a non-canonical address). */
    public static final int ADDRESS = 8;

    /** In the record: the signal's number, never 0. */
    public static final int SIGNAL = 16;

    /** Size of the record. */
    public static final int RECORD_BYTES = 24;

    /** How many ranges can be guarded at a time. */
    public static final int MAX_RANGES = FaultHandler.RANGES;

    private final FaultHandler handler;
    private final int number;
    private boolean closed;

    private FaultGuard(FaultHandler handler, int number) {
        this.handler = handler;
        this.number = number;
    }

    /**
     * Guards a range of code until {@link #close}. Nobody may run in it before this returns.
     *
     * @param codeStart address of its first byte
     * @param codeEnd address behind its last byte
     * @param landing where a thread goes on after a fault; inside the range
     * @param recordOffsetFromRbp where the record begins, in bytes from rbp
     * @throws HostRefusedException if this host lets no handler be installed, or all {@link #MAX_RANGES} are in use
     */
    public static FaultGuard install(long codeStart, long codeEnd, long landing, int recordOffsetFromRbp)
            throws HostRefusedException {
        if (codeStart <= 0 || landing < codeStart || codeEnd <= landing) {
            throw new IllegalArgumentException(
                    "code from %#x to %#x with its landing at %#x".formatted(codeStart, codeEnd, landing));
        }
        GeneratedCode.requireSupported();
        FaultHandler handler = Installation.handler();
        int number = handler.add(codeStart, codeEnd, landing, recordOffsetFromRbp);
        if (number < 0) {
            throw new HostRefusedException("all %d guarded ranges of code are in use".formatted(MAX_RANGES));
        }
        return new FaultGuard(handler, number);
    }

    /** Guards the range no longer; every thread must have left it. Closing twice does nothing more. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            handler.remove(number);
        }
    }

    /** Tried once: after a failure half of the handlers may be ours, which must not become our own predecessors. */
    private static final class Installation {
        private static final @Nullable FaultHandler HANDLER;
        private static final @Nullable String FAILURE;

        static {
            FaultHandler handler = null;
            String failure = null;
            try {
                handler = FaultHandler.install();
            } catch (HostRefusedException e) {
                failure = e.getMessage();
            }
            HANDLER = handler;
            FAILURE = failure;
        }

        static FaultHandler handler() throws HostRefusedException {
            if (HANDLER == null) {
                throw new HostRefusedException(String.valueOf(FAILURE));
            }
            return HANDLER;
        }
    }
}
