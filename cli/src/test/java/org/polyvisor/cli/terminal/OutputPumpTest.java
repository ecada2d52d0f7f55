package org.polyvisor.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutputPumpTest {
    private static final InputStream NO_INPUT = new ByteArrayInputStream(new byte[0]);

    /** Takes nothing until it is opened. */
    private static final class BlockedStream extends OutputStream {
        private final CountDownLatch open = new CountDownLatch(1);
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            taken.write(bytes, offset, count);
        }
    }

    private static final class BrokenStream extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("broken pipe");
        }
    }

    private static void write(OutputPump pump, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        pump.write(bytes, 0, bytes.length);
    }

    @Test
    void everythingComesOutInOrder() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputPump pump = new OutputPump(new PipeTerminal(NO_INPUT, out));

        write(pump, "x".repeat(300_000));
        write(pump, "end");
        pump.close();

        assertThat(out.toString(StandardCharsets.UTF_8)).hasSize(300_003).endsWith("xend");
    }

    @Test
    void offerRefusesWhatThereIsNoRoomForAndSaysWhenThereIs() throws InterruptedException {
        BlockedStream out = new BlockedStream();
        OutputPump pump = new OutputPump(new PipeTerminal(NO_INPUT, out));
        CountDownLatch space = new CountDownLatch(1);
        pump.onSpace(space::countDown);
        byte[] much = new byte[1 << 20];

        int taken = pump.offer(much, 0, much.length);
        out.open.countDown();

        assertThat(taken).isPositive().isLessThan(much.length);
        assertThat(space.await(20, TimeUnit.SECONDS)).isTrue();
        pump.close();
    }

    @Test
    void outputToAClosedPipeIsDroppedAndHoldsUpNobody() {
        OutputPump pump = new OutputPump(new PipeTerminal(NO_INPUT, new BrokenStream()));
        byte[] much = new byte[1 << 20];

        pump.write(much, 0, much.length);
        int taken = pump.offer(much, 0, much.length);

        assertThat(taken).isEqualTo(much.length);
        pump.close();
    }
}
