package org.polyvisor.host;

import java.io.IOException;

/**
 * The host does not give what generated code needs: executable memory or signal handlers. The message is one line that
 * says what was refused; the caller goes on without generated code.
 */
public final class HostRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    HostRefusedException(String message) {
        super(message);
    }

    /**
     * For a system call that returned a negated errno.
     *
     * @param refused what the host does not give
     */
    static HostRefusedException of(String refused, String call, long error) {
        String reason = switch ((int) -error) {
            case NativeCalls.EPERM -> "not permitted, as by seccomp or a noexec policy (EPERM)";
            case NativeCalls.EACCES -> "access denied, as by SELinux (EACCES)";
            case NativeCalls.ENOSYS -> "the kernel or a container's filter lacks it (ENOSYS)";
            case NativeCalls.ENOMEM -> "out of memory or address space (ENOMEM)";
            default -> "errno " + -error;
        };
        return new HostRefusedException("the host refuses %s: %s: %s".formatted(refused, call, reason));
    }
}
