package org.polyvisor.virtio.console;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of a console port. Bytes for the guest are kept, up to {@value #INPUT_BYTES}, until the guest has
 * opened the port and offered buffers. Any thread may call.
 */
public final class ConsolePort {
    static final int INPUT_BYTES = 16384;

    /** A bound for the control message that carries it; Linux makes it an attribute and a device link. */
    private static final int MAX_NAME_BYTES = 64;

    private final String name;
    private final boolean console;
    private final CharSink sink;
    private final ByteFifo input = new ByteFifo(INPUT_BYTES);
    private volatile Runnable inputListener = () -> {};
    private volatile Consumer<Boolean> guestListener = open -> {};
    private volatile boolean open = true;
    private volatile @Nullable PortEvents events;
    private int columns;
    private int rows;

    /** What a port tells its device. */
    interface PortEvents {
        void inputArrived();

        void outputReady();

        void opened();

        void resized(int columns, int rows);
    }

    private ConsolePort(String name, boolean console, CharSink sink) {
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "console port name '%s': at most %d bytes".formatted(name, MAX_NAME_BYTES));
        }
        this.name = name;
        this.console = console;
        this.sink = sink;
    }

    /** A port that the guest uses as a terminal, such as Linux as hvc0. */
    public static ConsolePort terminal(String name, CharSink sink) {
        return new ConsolePort(name, true, sink);
    }

    /** A port that programs in the guest open by its name, such as on Linux under /dev/virtio-ports. */
    public static ConsolePort channel(String name, CharSink sink) {
        return new ConsolePort(name, false, sink);
    }

    public String name() {
        return name;
    }

    boolean isConsole() {
        return console;
    }

    CharSink sink() {
        return sink;
    }

    ByteFifo input() {
        return input;
    }

    /**
     * Takes input for the guest.
     *
     * @return how many bytes were taken, from the first; if fewer than {@code length}, the listener of
     *     {@link #onInputSpace} is called when more will be
     */
    public int receive(byte[] bytes, int offset, int length) {
        int taken = input.put(bytes, offset, length);
        PortEvents device = events;
        if (device != null) {
            device.inputArrived();
        }
        return taken;
    }

    /** Sets what is called, on a thread of the device's, each time the guest has read input. It must not wait. */
    public void onInputSpace(Runnable listener) {
        inputListener = listener;
    }

    /**
     * Sets what hears whether a program in the guest has the port open: on a thread of the device's or a vCPU's, maybe
     * more than once with the same answer. It must not wait.
     */
    public void onGuestOpen(Consumer<Boolean> listener) {
        guestListener = listener;
    }

    void guestOpened(boolean isOpen) {
        guestListener.accept(isOpen);
    }

    /** Tells the guest whether somebody is at the host's end of the port; at first there is. */
    public void setOpen(boolean isOpen) {
        open = isOpen;
        PortEvents device = events;
        if (device != null) {
            device.opened();
        }
    }

    boolean isOpen() {
        return open;
    }

    void inputTaken() {
        inputListener.run();
    }

    /** The sink has room again after it has taken less than it was given. */
    public void outputReady() {
        PortEvents device = events;
        if (device != null) {
            device.outputReady();
        }
    }

    /** Tells the guest the size of the terminal, in characters, 1 to 65535 each. */
    public void resize(int newColumns, int newRows) {
        synchronized (this) {
            columns = newColumns;
            rows = newRows;
        }
        PortEvents device = events;
        if (device != null) {
            device.resized(newColumns, newRows);
        }
    }

    synchronized int columns() {
        return columns;
    }

    synchronized int rows() {
        return rows;
    }

    void attach(PortEvents device) {
        events = device;
    }
}
