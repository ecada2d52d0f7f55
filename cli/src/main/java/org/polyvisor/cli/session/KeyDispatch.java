package org.polyvisor.cli.session;

import org.polyvisor.cli.terminal.EscapeKey;
import org.polyvisor.cli.terminal.LineEditor;

/** Hands the user's keys to the guest or to the monitor. Not thread-safe. */
final class KeyDispatch {
    private static final String HELP = """

            Ctrl-A x   end all VMs at once and leave
            Ctrl-A c   monitor
            Ctrl-A a   send a Ctrl-A to the guest
            Ctrl-A h   this
            """;

    private final PhoneSession session;
    private final boolean interactive;
    private final EscapeKey escape = new EscapeKey();
    private final Monitor monitor;
    private final LineEditor editor;
    private final byte[] pending;
    private int pendingCount;
    private boolean inMonitor;

    KeyDispatch(PhoneSession session, boolean interactive) {
        this.session = session;
        this.interactive = interactive;
        monitor = new Monitor(session);
        editor = new LineEditor(session::print);
        pending = new byte[4096];
    }

    void accept(byte[] keys, int count) {
        if (!interactive) {
            session.type(keys, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            key(keys[i]);
        }
        flush();
    }

    private void key(byte key) {
        switch (escape.next(key)) {
            case PASS -> pass(key);
            case PASS_ESCAPE -> pass(EscapeKey.KEY);
            case SWALLOW, DETACH -> {}
            case HELP -> session.print(HELP);
            case LEAVE -> session.stop();
            case MONITOR -> {
                flush();
                inMonitor = !inMonitor;
                session.print(inMonitor ? "\n" + Monitor.PROMPT : "\n");
            }
        }
    }

    private void pass(byte key) {
        if (inMonitor) {
            editor.key(key).ifPresent(this::command);
            return;
        }
        if (pendingCount == pending.length) {
            flush();
        }
        pending[pendingCount++] = key;
    }

    private void command(String line) {
        Monitor.Reply reply = monitor.execute(line);
        session.print(reply.text());
        switch (reply.next()) {
            case STAY -> session.print(Monitor.PROMPT);
            case TO_GUEST -> inMonitor = false;
            case QUIT -> session.stop();
        }
    }

    private void flush() {
        session.type(pending, pendingCount);
        pendingCount = 0;
    }
}
