package org.polyvisor.virtio.console;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The control protocol of a multiport console (virtio 1.2, 5.3.6.2): what the driver says, and what is still to be told
 * to it. That is kept as a set for each port, so a driver that asks without listening makes nothing grow.
 *
 * <p>RESIZE carries columns and then rows, as the specification has it. Linux up to 6.14 reads them the other way round,
 * and so may later ones, which went back and forth. A console of one port has no such message, and no such doubt.
 */
final class ControlMessages {
    static final int HEADER_BYTES = 8;

    private static final int DEVICE_READY = 0;
    private static final int PORT_READY = 3;
    private static final int PORT_OPEN = 6;

    /** What the device tells of a port, in the order in which it does, with the protocol's numbers. */
    private enum Notice {
        ADD(1),
        CONSOLE(4),
        NAME(7),
        RESIZE(5),
        OPEN(6);

        private final int event;

        Notice(int event) {
            this.event = event;
        }
    }

    private final List<ConsolePort> ports;
    private final List<Set<Notice>> due;
    private final boolean[] added;
    private final boolean[] ready;
    private final boolean[] guestOpen;

    ControlMessages(List<ConsolePort> ports) {
        this.ports = ports;
        due = ports.stream()
                .<Set<Notice>>map(port -> EnumSet.noneOf(Notice.class))
                .toList();
        added = new boolean[ports.size()];
        ready = new boolean[ports.size()];
        guestOpen = new boolean[ports.size()];
    }

    /** Takes a message of the driver's; what makes no sense is ignored. */
    synchronized void received(byte[] message) {
        ByteBuffer fields = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        int id = fields.getInt(0);
        int event = fields.getShort(4);
        boolean yes = fields.getShort(6) != 0;
        if (event == DEVICE_READY) {
            deviceReady(yes);
        } else if (id >= 0 && id < ports.size() && added[id]) {
            switch (event) {
                case PORT_READY -> portReady(id, yes);
                case PORT_OPEN -> {
                    guestOpen[id] = yes;
                    ports.get(id).guestOpened(yes);
                }
                default -> {}
            }
        }
    }

    private void deviceReady(boolean success) {
        for (int id = 0; id < ports.size() && success; id++) {
            if (!added[id]) {
                added[id] = true;
                due.get(id).add(Notice.ADD);
            }
        }
    }

    private void portReady(int id, boolean success) {
        ready[id] = success;
        if (success) {
            Set<Notice> notices = due.get(id);
            notices.add(Notice.NAME);
            notices.add(Notice.OPEN);
            if (ports.get(id).isConsole()) {
                notices.add(Notice.CONSOLE);
                resized(id);
            }
        }
    }

    /** The size of a port's terminal has changed. */
    synchronized void resized(int id) {
        ConsolePort port = ports.get(id);
        if (ready[id] && port.isConsole() && port.columns() != 0) {
            due.get(id).add(Notice.RESIZE);
        }
    }

    /** The host's end of a port was opened or closed. */
    synchronized void opened(int id) {
        if (ready[id]) {
            due.get(id).add(Notice.OPEN);
        }
    }

    /** Whether the guest has opened a port, so that it will not throw input away. */
    synchronized boolean isGuestOpen(int id) {
        return guestOpen[id];
    }

    /** The next message for the driver, which counts as sent; empty if there is none. */
    synchronized byte[] next() {
        for (int id = 0; id < ports.size(); id++) {
            for (Notice notice : due.get(id)) {
                due.get(id).remove(notice);
                return encode(id, notice);
            }
        }
        return new byte[0];
    }

    private byte[] encode(int id, Notice notice) {
        ConsolePort port = ports.get(id);
        byte[] name = notice == Notice.NAME ? port.name().getBytes(StandardCharsets.UTF_8) : new byte[0];
        ByteBuffer message = ByteBuffer.allocate(HEADER_BYTES + (notice == Notice.RESIZE ? 4 : name.length))
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(id)
                .putShort((short) notice.event)
                .putShort((short) (notice == Notice.OPEN && !port.isOpen() ? 0 : 1))
                .put(name);
        if (notice == Notice.RESIZE) {
            message.putShort((short) port.columns()).putShort((short) port.rows());
        }
        return message.array();
    }

    synchronized void reset() {
        for (int id = 0; id < ports.size(); id++) {
            due.get(id).clear();
            added[id] = false;
            ready[id] = false;
            guestOpen[id] = false;
            ports.get(id).guestOpened(false);
        }
    }
}
