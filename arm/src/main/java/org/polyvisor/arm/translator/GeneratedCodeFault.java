package org.polyvisor.arm.translator;

/** Generated code did what no guest should be able to cause; it says where in one line, and its VM ends. */
public final class GeneratedCodeFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    GeneratedCodeFault(String message) {
        super(message);
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
