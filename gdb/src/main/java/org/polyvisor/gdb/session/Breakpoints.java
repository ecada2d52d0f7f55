package org.polyvisor.gdb.session;

import org.polyvisor.arm.debug.Debugger;
import org.polyvisor.arm.debug.Watchpoint;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.MalformedPacketException;

/** The packets Z and z: breakpoints and watchpoints. */
final class Breakpoints {
    /** The longest range that one watchpoint may cover, in bytes. */
    private static final int WATCH_LIMIT = 1 << 30;

    private final Debugger debugger;

    Breakpoints(Debugger debugger) {
        this.debugger = debugger;
    }

    /** Z (insert) and z: {@code type,address,kind}. */
    String change(Cursor packet, boolean insert) throws MalformedPacketException {
        char type = packet.next();
        packet.expect(',');
        long address = packet.number();
        packet.expect(',');
        int kind = packet.count(WATCH_LIMIT);
        packet.expectEnd();
        return switch (type) {
            case '0', '1' -> breakpoint(address, type == '1', insert);
            case '2' -> watchpoint(address, kind, Watchpoint.Kind.WRITE, insert);
            case '3' -> watchpoint(address, kind, Watchpoint.Kind.READ, insert);
            case '4' -> watchpoint(address, kind, Watchpoint.Kind.ACCESS, insert);
            default -> Reply.UNSUPPORTED;
        };
    }

    private String breakpoint(long address, boolean hardware, boolean insert) {
        if (!insert) {
            debugger.removeBreakpoint(address, hardware);
            return Reply.OK;
        }
        if ((address & 3) != 0) {
            return Reply.INVALID;
        }
        return debugger.addBreakpoint(address, hardware) ? Reply.OK : Reply.NO_ROOM;
    }

    private String watchpoint(long address, int bytes, Watchpoint.Kind kind, boolean insert) {
        if (bytes == 0) {
            return Reply.INVALID;
        }
        Watchpoint watchpoint = new Watchpoint(address, bytes, kind);
        if (!insert) {
            debugger.removeWatchpoint(watchpoint);
            return Reply.OK;
        }
        return debugger.addWatchpoint(watchpoint) ? Reply.OK : Reply.NO_ROOM;
    }
}
