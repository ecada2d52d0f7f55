package org.polyvisor.hypervisor;

/**
 * A machine cannot be made as it was described. The message is one line for the person who described it: what is wrong,
 * where, what to do.
 */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
