package org.polyvisor.gdb.session;

import java.nio.charset.StandardCharsets;
import org.polyvisor.gdb.registers.RegisterFile;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.Hex;
import org.polyvisor.gdb.wire.MalformedPacketException;
import org.polyvisor.gdb.wire.PacketReader;

/** The packets that begin with q and only ask. */
final class Queries {
    private static final String FEATURES = "PacketSize=%x;QStartNoAckMode+;vContSupported+;swbreak+;hwbreak+;"
            + "qXfer:features:read+;qXfer:threads:read+";

    private final Threads threads;
    private final RegisterFile registers;
    private boolean namesBreakpoints;

    Queries(Threads threads, RegisterFile registers) {
        this.threads = threads;
        this.registers = registers;
    }

    /** Whether the debugger understands stops that say they are because of a breakpoint. */
    boolean namesBreakpoints() {
        return namesBreakpoints;
    }

    /** The answer to a query, given without its q. */
    String answer(Cursor packet) throws MalformedPacketException {
        String query = packet.rest();
        if (query.startsWith("Supported")) {
            namesBreakpoints = query.contains("swbreak+") && query.contains("hwbreak+");
            return FEATURES.formatted(PacketReader.LIMIT);
        }
        if (query.startsWith("Xfer:")) {
            return transfer(new Cursor(query.substring("Xfer:".length())));
        }
        if (query.startsWith("ThreadExtraInfo,")) {
            return extraInfo(new Cursor(query.substring("ThreadExtraInfo,".length())));
        }
        return switch (query) {
            case "C" -> "QC" + Hex.number(Threads.of(threads.selected()));
            case "fThreadInfo" -> "m" + threads.list();
            case "sThreadInfo" -> "l";
            case "Symbol::" -> Reply.OK;
            // The guest was there before: at its end the debugger leaves it rather than kill it.
            case "Attached" -> "1";
            default -> Reply.UNSUPPORTED;
        };
    }

    private String extraInfo(Cursor packet) throws MalformedPacketException {
        int thread = Threads.number(packet);
        packet.expectEnd();
        return threads.exists(thread) ? Hex.of(threads.describe(threads.cpus().get(thread - 1))) : Reply.NO_THREAD;
    }

    /** {@code object:read:annex:offset,length}. */
    private String transfer(Cursor packet) throws MalformedPacketException {
        String object = packet.until(':');
        if (!packet.until(':').equals("read")) {
            return Reply.UNSUPPORTED;
        }
        String annex = packet.until(':');
        int offset = packet.count(Integer.MAX_VALUE);
        packet.expect(',');
        int length = packet.count(Integer.MAX_VALUE);
        packet.expectEnd();
        if (object.equals("features") && annex.equals("target.xml")) {
            return part(registers.description(), offset, length);
        }
        if (object.equals("threads") && annex.isEmpty()) {
            return part(threads.document(), offset, length);
        }
        return object.equals("features") ? "E00" : Reply.UNSUPPORTED;
    }

    private static String part(String document, int offset, int length) throws MalformedPacketException {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        if (offset > bytes.length) {
            throw new MalformedPacketException("behind the end");
        }
        // Every byte may need an escape.
        int size = Math.min(bytes.length - offset, Math.min(length, PacketReader.LIMIT / 2 - 8));
        String text = new String(bytes, offset, size, StandardCharsets.ISO_8859_1);
        return (offset + size < bytes.length ? "m" : "l") + text;
    }
}
