package org.polyvisor.hypervisor.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PanicWatchTest {
    private final AtomicInteger halts = new AtomicInteger();
    private final PanicWatch watch = new PanicWatch(halts::incrementAndGet);

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        watch.accept(bytes, 0, bytes.length);
    }

    @Test
    void ordinaryOutputIsNoPanic() {
        write("[    0.1] Kernel command line: panic=1\r\nall is well\r\n");

        assertThat(watch.message()).isNull();
        assertThat(halts).hasValue(0);
    }

    @Test
    void firstLineOfAPanicGivesItsMessage() {
        write("[    1.2] Kernel panic - not syncing: No working init found.\r\n");

        assertThat(watch.message()).isEqualTo("No working init found.");
        assertThat(halts).hasValue(0);
    }

    @Test
    void lastLineOfAPanicSaysThatTheKernelHasHalted() {
        write(
                "[    1.2] Kernel panic - not syncing: first\r\n[ 1.3] ---[ end Kernel panic - not syncing: first ]---\r\n");

        assertThat(watch.message()).isEqualTo("first");
        assertThat(halts).hasValue(1);
    }

    @Test
    void panicIsNoticedWhenItComesByteByByte() {
        "x\r\nKernel panic - not syncing: slow\r\n".chars().forEach(c -> watch.accept(new byte[] {(byte) c}, 0, 1));

        assertThat(watch.message()).isEqualTo("slow");
    }

    @Test
    void endlessLineIsLookedAtInPieces() {
        write("x".repeat(100_000) + "\nKernel panic - not syncing: after\n");

        assertThat(watch.message()).isEqualTo("after");
    }
}
