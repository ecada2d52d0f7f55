package org.polyvisor.cli.terminal;

import java.io.IOException;

/** Where the user's keys come from and the guest's output goes to. */
public interface HostTerminal extends AutoCloseable {
    /** Whether a person sits there: keys arrive one by one, unechoed, and escape keys make sense. */
    boolean isInteractive();

    /** Waits for input; -1 at its end. */
    int read(byte[] buffer) throws IOException;

    /** Writes all of it, and returns when the host has it. */
    void write(byte[] bytes, int offset, int count) throws IOException;

    /** The size in characters, and again at each change of it; called on any thread. */
    void onResize(ResizeListener listener);

    /** Puts the terminal back into the state in which it was found. May be called more than once, on any thread. */
    @Override
    void close();

    /** Hears about the terminal's size. */
    @FunctionalInterface
    interface ResizeListener {
        void resized(int columns, int rows);
    }
}
