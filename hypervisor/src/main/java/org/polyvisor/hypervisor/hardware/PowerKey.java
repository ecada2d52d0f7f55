package org.polyvisor.hypervisor.hardware;

import java.time.Duration;
import org.polyvisor.board.Board;
import org.polyvisor.board.device.AlarmClock;
import org.polyvisor.virtio.input.KeysDevice;

/**
 * The power key of a machine, which is on two wires: a virtio input device, and a GPIO line of the board for guests
 * without a driver for that. Only one of them is used at a press: many phones' software takes a second press for the
 * wish to go on.
 */
final class PowerKey {
    /** How long a press lasts: long enough for any guest to see it, and too short for one that means something else. */
    private static final Duration PRESS = Duration.ofMillis(100);

    private final Board board;
    private final KeysDevice keys;
    private final AlarmClock clock;

    PowerKey(Board board, KeysDevice keys, AlarmClock clock) {
        this.board = board;
        this.keys = keys;
        this.clock = clock;
    }

    /** Presses it and lets it go after a moment. */
    void press() {
        if (keys.set(KeysDevice.POWER, true)) {
            clock.schedule(PRESS, () -> keys.set(KeysDevice.POWER, false));
        } else {
            board.pressPowerKey();
        }
    }
}
