package org.polyvisor.virtio.fuzz;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.virtio.input.KeysDevice;

/** A thread that presses the newest of its devices' power key and lets it go, without a pause to speak of. */
final class RestlessFinger implements AutoCloseable {
    private final Thread thread;
    private volatile @Nullable KeysDevice keys;
    private volatile boolean closed;

    RestlessFinger() {
        thread = Thread.ofPlatform().start(this::run);
    }

    KeysDevice newDevice() {
        KeysDevice made = new KeysDevice(ServiceThreads.ORDINARY, "keys", KeysDevice.POWER);
        keys = made;
        return made;
    }

    private void run() {
        for (int i = 0; !closed; i++) {
            KeysDevice present = keys;
            if (present != null) {
                present.set(KeysDevice.POWER, i % 2 == 0);
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
