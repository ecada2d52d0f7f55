package org.polyvisor.board.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class Pl061Test {
    private static final int KEY = 1 << 3;

    private final ManualClock clock = new ManualClock();
    private boolean interrupt;
    private final Pl061 gpio = new Pl061(asserted -> interrupt = asserted, clock);

    private long read(int offset) {
        return gpio.read(offset, 4);
    }

    private void write(int offset, long value) {
        gpio.write(offset, 4, value);
    }

    @Test
    void powerKeyIsHighForAMomentAndRaisesBothEdges() {
        write(0x408, KEY);
        write(0x410, KEY);
        gpio.pressPowerKey();
        boolean pressed = interrupt;
        long held = read(0x3fc);
        write(0x41c, KEY);
        boolean cleared = interrupt;
        clock.advance(Duration.ofMillis(50));
        long debounced = read(KEY << 2);
        clock.advance(Duration.ofMillis(60));

        assertThat(pressed).isTrue();
        assertThat(held).isEqualTo(KEY);
        assertThat(cleared).isFalse();
        assertThat(debounced).isEqualTo(KEY);
        assertThat(interrupt).isTrue();
        assertThat(read(0x3fc)).isZero();
    }

    @Test
    void fallingEdgeOnlyWhenAsked() {
        write(0x410, KEY);
        gpio.setInput(3, true);
        boolean rising = interrupt;
        gpio.setInput(3, false);

        assertThat(rising).isFalse();
        assertThat(interrupt).isTrue();
        assertThat(read(0x418)).isEqualTo(KEY);
    }

    @Test
    void levelInterruptFollowsTheLine() {
        write(0x404, KEY);
        write(0x40c, KEY);
        write(0x410, KEY);
        gpio.setInput(3, true);
        boolean high = interrupt;
        gpio.setInput(3, false);

        assertThat(high).isTrue();
        assertThat(interrupt).isFalse();
    }

    @Test
    void dataAddressMasksBits() {
        write(0x400, 0xff);
        write(0x3fc, 0xa5);
        write(0x0f << 2, 0xff);

        assertThat(read(0x3fc)).isEqualTo(0xaf);
        assertThat(read(0xf0 << 2)).isEqualTo(0xa0);
    }

    @Test
    void inputsIgnoreWrites() {
        write(0x3fc, 0xff);

        assertThat(read(0x3fc)).isZero();
    }

    @Test
    void identifiesAsPl061() {
        assertThat(read(0xfe0) | read(0xfe4) << 8 | read(0xfe8) << 16).isEqualTo(0x04_1061);
    }
}
