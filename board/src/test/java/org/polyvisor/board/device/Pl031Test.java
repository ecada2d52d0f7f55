package org.polyvisor.board.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class Pl031Test {
    private static final long START = 1_800_000_000L;

    private final ManualClock clock = new ManualClock();
    private boolean interrupt;
    private final Pl031 rtc = new Pl031(asserted -> interrupt = asserted, clock);

    private long read(int offset) {
        return rtc.read(offset, 4);
    }

    private void write(int offset, long value) {
        rtc.write(offset, 4, value);
    }

    @Test
    void showsSecondsSince1970AndIsRunning() {
        long start = read(0);
        clock.advance(Duration.ofSeconds(90));

        assertThat(start).isEqualTo(START);
        assertThat(read(0)).isEqualTo(START + 90);
        assertThat(read(0x0c)).isEqualTo(1);
    }

    @Test
    void loadSetsTheTime() {
        write(8, 1000);
        clock.advance(Duration.ofSeconds(5));

        assertThat(read(0)).isEqualTo(1005);
        assertThat(read(8)).isEqualTo(1000);
    }

    @Test
    void alarmRisesWhenTheSecondBegins() {
        write(0x10, 1);
        write(4, START + 10);
        clock.advance(Duration.ofMillis(9700));
        boolean early = interrupt;
        clock.advance(Duration.ofMillis(100));

        assertThat(early).isFalse();
        assertThat(interrupt).isTrue();
        assertThat(read(0x14)).isEqualTo(1);
        assertThat(read(0x18)).isEqualTo(1);
        write(0x1c, 1);
        assertThat(interrupt).isFalse();
    }

    @Test
    void maskedAlarmShowsInRawStatusOnly() {
        write(4, START + 1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(interrupt).isFalse();
        assertThat(read(0x14)).isEqualTo(1);
        assertThat(read(0x18)).isZero();
    }

    @Test
    void newMatchReplacesTheOld() {
        write(0x10, 1);
        write(4, START + 2);
        write(4, START + 100);
        clock.advance(Duration.ofSeconds(50));

        assertThat(interrupt).isFalse();
    }

    @Test
    void settingTheTimeMovesTheAlarm() {
        write(0x10, 1);
        write(4, START + 100);
        write(8, START + 98);
        clock.advance(Duration.ofSeconds(2));

        assertThat(interrupt).isTrue();
    }

    @Test
    void alarmThatIsServedLateStillRises() {
        write(0x10, 1);
        write(4, START + 10);
        clock.jump(Duration.ofHours(1));
        clock.advance(Duration.ZERO);

        assertThat(interrupt).isTrue();
    }

    @Test
    void clockSetBackDelaysTheAlarm() {
        write(0x10, 1);
        write(4, START + 10);
        clock.advance(Duration.ofSeconds(5));
        write(8, START);
        clock.advance(Duration.ofSeconds(8));
        boolean early = interrupt;
        clock.advance(Duration.ofSeconds(3));

        assertThat(early).isFalse();
        assertThat(interrupt).isTrue();
    }

    @Test
    void clockWrapsAt32Bits() {
        write(8, 0xffff_ffffL);
        clock.advance(Duration.ofSeconds(2));

        assertThat(read(0)).isEqualTo(1);
    }

    @Test
    void identifiesAsPl031() {
        assertThat(read(0xfe0) | read(0xfe4) << 8 | read(0xfe8) << 16).isEqualTo(0x04_1031);
    }
}
