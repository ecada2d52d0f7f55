package org.polyvisor.hypervisor.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConsoleRingTest {
    private final ConsoleRing ring = new ConsoleRing();

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ring.write(bytes, 0, bytes.length);
    }

    private static String read(ConsoleRing.Reader reader) throws InterruptedException {
        byte[] bytes = new byte[ConsoleRing.CAPACITY];
        int count = reader.read(bytes, 20_000);
        return new String(bytes, 0, count, StandardCharsets.US_ASCII);
    }

    @Test
    void readerThatComesLateSeesWhatIsKept() throws InterruptedException {
        write("before");

        assertThat(read(ring.reader())).isEqualTo("before");
    }

    @Test
    void eachReaderSeesAll() throws InterruptedException {
        ConsoleRing.Reader one = ring.reader();
        ConsoleRing.Reader other = ring.reader();
        write("words");

        assertThat(read(one)).isEqualTo("words");
        assertThat(read(other)).isEqualTo("words");
    }

    @Test
    void slowReaderMissesTheOldestAndIsToldHowMuch() throws InterruptedException {
        ConsoleRing.Reader slow = ring.reader();
        write("seen");
        read(slow);
        write("x".repeat(ConsoleRing.CAPACITY));
        write("end");

        String text = read(slow);

        assertThat(text).hasSize(ConsoleRing.CAPACITY).endsWith("xend");
        assertThat(slow.missed()).isEqualTo(3);
    }

    @Test
    void pieceLargerThanTheRingLeavesItsEnd() throws InterruptedException {
        write("a".repeat(3 * ConsoleRing.CAPACITY) + "z");

        assertThat(read(ring.reader())).hasSize(ConsoleRing.CAPACITY).endsWith("az");
    }

    @Test
    void readerOfAClosedRingEnds() throws InterruptedException {
        ConsoleRing.Reader reader = ring.reader();
        ring.close();

        assertThat(reader.read(new byte[1], 20_000)).isEqualTo(-1);
    }
}
