package org.polyvisor.virtio.fuzz;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.polyvisor.virtio.console.ConsolePort;

/** A thread at the host's end of console ports that types, resizes and takes output, without a pause to speak of. */
final class ChattyHost implements AutoCloseable {
    private final List<ConsolePort> ports;
    private final Thread thread;
    private volatile boolean closed;

    ChattyHost(List<ConsolePort> ports) {
        this.ports = ports;
        thread = Thread.ofPlatform().start(this::run);
    }

    private void run() {
        for (int i = 1; !closed; i++) {
            for (ConsolePort port : ports) {
                port.receive(new byte[i % 100], 0, i % 100);
                port.resize(i & 0xffff, i + 1 & 0xffff);
                port.outputReady();
            }
            LockSupport.parkNanos(20_000);
        }
    }

    /** False if an exception has ended it. */
    boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        closed = true;
    }
}
