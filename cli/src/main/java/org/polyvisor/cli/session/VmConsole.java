package org.polyvisor.cli.session;

import org.polyvisor.cli.terminal.OutputPump;
import org.polyvisor.hypervisor.ConsoleSink;

/**
 * The output of one VM's console: to the terminal while it is the one that the user looks at, else kept, the newest
 * part of it, for when that changes.
 */
final class VmConsole implements ConsoleSink {
    private static final int KEPT = 64 << 10;

    private final OutputPump terminal;
    private final byte[] kept = new byte[KEPT];
    private long written;
    private boolean shown;

    VmConsole(OutputPump terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized int write(byte[] bytes, int offset, int length) {
        if (shown) {
            return terminal.offer(bytes, offset, length);
        }
        for (int i = 0; i < length; i++) {
            kept[(int) (written++ % KEPT)] = bytes[offset + i];
        }
        return length;
    }

    /** Sends what was kept, and from now on everything, to the terminal. */
    synchronized void show() {
        long from = Math.max(0, written - KEPT);
        int start = (int) (from % KEPT);
        int count = (int) (written - from);
        int first = Math.min(count, KEPT - start);
        terminal.write(kept, start, first);
        terminal.write(kept, 0, count - first);
        written = 0;
        shown = true;
    }

    synchronized void hide() {
        shown = false;
    }
}
