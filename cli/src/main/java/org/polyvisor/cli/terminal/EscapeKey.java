package org.polyvisor.cli.terminal;

/** Tells keys for the guest from keys for the program: those that follow Ctrl-A. Not thread-safe. */
public final class EscapeKey {
    /** Ctrl-A. */
    public static final byte KEY = 1;

    /** What a key means. */
    public enum Action {
        /** It is the guest's. */
        PASS,
        /** A Ctrl-A for the guest. */
        PASS_ESCAPE,
        /** It is the escape key, or a key after it that means nothing. */
        SWALLOW,
        /** End the machines and the program. */
        LEAVE,
        /** Leave the machines alone. */
        DETACH,
        /** Open the monitor. */
        MONITOR,
        /** Show what the escape key can do. */
        HELP
    }

    private boolean escaped;

    /** Looks at the next key. */
    public Action next(byte key) {
        if (!escaped) {
            escaped = key == KEY;
            return escaped ? Action.SWALLOW : Action.PASS;
        }
        escaped = false;
        return switch (key) {
            case 'x', 'X' -> Action.LEAVE;
            case 'd', 'D' -> Action.DETACH;
            case 'c', 'C' -> Action.MONITOR;
            case 'h', 'H', '?' -> Action.HELP;
            case KEY, 'a', 'A' -> Action.PASS_ESCAPE;
            default -> Action.SWALLOW;
        };
    }
}
