package org.polyvisor.gdb.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Takes packets out of the stream of bytes from a debugger ("Debugging with GDB", E.1). */
public final class PacketReader {
    /** The longest packet that is taken, in bytes; the debugger is told and keeps to it. */
    public static final int LIMIT = 0x4000;

    private static final int INTERRUPT = 3;
    private static final int END = -1;

    private final InputStream in;
    private boolean recognized;

    public PacketReader(InputStream in) {
        this.in = new BufferedInputStream(in, LIMIT);
    }

    /**
     * Waits for what comes next.
     *
     * @return null at the end of the stream, and where it does not begin like a debugger's
     */
    public @Nullable Incoming next() throws IOException {
        while (true) {
            int c = in.read();
            switch (c) {
                case END -> {
                    return null;
                }
                case '$' -> {
                    recognized = true;
                    return packet();
                }
                case '+' -> {
                    recognized = true;
                    return new Incoming.Acknowledged();
                }
                case '-' -> {
                    return new Incoming.Resend();
                }
                case INTERRUPT -> {
                    return new Incoming.Interrupt();
                }
                default -> {
                    // Between packets anything is noise, but a stranger's first words are a reason to hang up.
                    if (!recognized) {
                        return null;
                    }
                }
            }
        }
    }

    private @Nullable Incoming packet() throws IOException {
        StringBuilder text = new StringBuilder();
        int sum = 0;
        int raw = 0;
        while (true) {
            int c = in.read();
            if (c == END) {
                return null;
            }
            if (c == '#') {
                int high = Character.digit(in.read(), 16);
                int low = Character.digit(in.read(), 16);
                boolean right = (high | low) >= 0 && (high << 4 | low) == (sum & 0xff);
                return right && raw <= LIMIT ? new Incoming.Packet(text.toString()) : new Incoming.Garbled();
            }
            if (c == '$') {
                // The end of the packet before has been lost.
                text.setLength(0);
                sum = 0;
                raw = 0;
                continue;
            }
            sum += c;
            raw++;
            if (c == '}') {
                c = in.read();
                sum += c;
                raw++;
                c ^= 0x20;
            }
            if (raw <= LIMIT) {
                text.append((char) (c & 0xff));
            }
        }
    }
}
