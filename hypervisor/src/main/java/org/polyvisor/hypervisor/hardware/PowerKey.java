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

    /** How long a driver that has let the input device go, as for a sleep, has to come back. */
    private static final Duration RETURN = Duration.ofSeconds(5);

    private final Board board;
    private final KeysDevice keys;
    private final AlarmClock clock;
    private final Runnable awaken;

    /** @param awaken ends the machine's sleep, if it sleeps */
    PowerKey(Board board, KeysDevice keys, AlarmClock clock, Runnable awaken) {
        this.board = board;
        this.keys = keys;
        this.clock = clock;
        this.awaken = awaken;
    }

    /** Presses it and lets it go after a moment. A machine that sleeps is woken, and hears of it when it can. */
    void press() {
        if (keys.set(KeysDevice.POWER, true)) {
            clock.schedule(PRESS, () -> keys.set(KeysDevice.POWER, false));
            clock.schedule(RETURN, this::insist);
        } else {
            board.pressPowerKey();
        }
        awaken.run();
    }

    /** Such as firmware's driver, after which came a system that has none. */
    private void insist() {
        if (keys.withdraw()) {
            board.pressPowerKey();
        }
    }

    /** Whether it was pressed and its guest does not know yet: it must not fall asleep now. */
    boolean isUnheard() {
        return keys.isWaiting();
    }
}
