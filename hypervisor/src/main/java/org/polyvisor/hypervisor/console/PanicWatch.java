package org.polyvisor.hypervisor.console;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Notices a Linux guest's panic in what it writes to its console: the one place where every kernel reports it, without a
 * driver. A guest may of course write the same words for fun; then it has ended its own run.
 *
 * <p>The kernel writes one line when the panic begins and, if it is not configured to restart, one when it has halted:
 *
 * <pre>
 * [    1.234567] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
 * [    1.345678] ---[ end Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0) ]---
 * </pre>
 */
public final class PanicWatch {
    private static final String BEGIN = "Kernel panic - not syncing";
    private static final String END = "---[ end " + BEGIN;

    /** Longer lines are looked at in pieces. */
    private static final int LINE_LIMIT = 512;

    private final Runnable halted;
    private final byte[] line = new byte[LINE_LIMIT];
    private int length;
    private volatile @Nullable String message;

    /** {@code halted} is called when the guest has said that it does nothing any more. */
    public PanicWatch(Runnable halted) {
        this.halted = halted;
    }

    /** Looks at what the guest wrote. One thread at a time. */
    public void accept(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            byte b = bytes[i];
            if (b == '\n' || length == LINE_LIMIT) {
                examine();
                length = 0;
            }
            if (b >= ' ') {
                line[length++] = b;
            }
        }
    }

    /** What the panic was about, or null if there was none. */
    public @Nullable String message() {
        return message;
    }

    private void examine() {
        String text = new String(line, 0, length, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN);
        if (begin < 0) {
            return;
        }
        if (message == null) {
            String rest = text.substring(begin + BEGIN.length());
            message = rest.startsWith(": ") ? rest.substring(2) : rest.strip();
        }
        if (text.contains(END)) {
            halted.run();
        }
    }
}
