package org.polyvisor.board.device;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class Pl011Test {
    private static final int RX = 1 << 4;
    private static final int TX = 1 << 5;
    private static final int RT = 1 << 6;
    private static final int FIFO_ENABLE = 0x70;
    private static final int RXFE = 1 << 4;
    private static final int TXFF = 1 << 5;
    private static final int RXFF = 1 << 6;
    private static final int TXFE = 1 << 7;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private boolean interrupt;
    private boolean sinkOpen = true;
    private final Pl011 uart = new Pl011(asserted -> interrupt = asserted, this::sink);

    private boolean sink(byte value) {
        boolean taken = sinkOpen;
        output.write(new byte[] {value}, 0, taken ? 1 : 0);
        return taken;
    }

    private void write(int offset, int value) {
        uart.write(offset, 4, value);
    }

    private long read(int offset) {
        return uart.read(offset, 4);
    }

    private int offer(String text) {
        return uart.offer(text.getBytes(US_ASCII), 0, text.length());
    }

    @Test
    void writtenBytesLeaveAtOnce() {
        write(0, 'h');
        uart.write(0, 1, 'i');

        assertThat(output.toString(US_ASCII)).isEqualTo("hi");
        assertThat(read(0x18) & (TXFE | TXFF)).isEqualTo(TXFE);
        assertThat(read(0x3c) & TX).isEqualTo(TX);
    }

    @Test
    void refusedInputIsAskedForWhenHalfTheFifoIsFree() {
        int[] calls = new int[1];
        uart.onInputSpace(() -> calls[0]++);
        write(0x2c, FIFO_ENABLE);
        uart.offer(new byte[40], 0, 40);

        for (int i = 0; i < 15; i++) {
            read(0);
        }
        int early = calls[0];
        read(0);
        read(0);

        assertThat(early).isZero();
        assertThat(calls[0]).isEqualTo(1);
    }

    @Test
    void carrierIsSeenInTheModemLinesAndInterrupts() {
        write(0x38, 1 << 2);
        long before = read(0x18) & 7;
        uart.setCarrier(false);

        assertThat(before).isEqualTo(7);
        assertThat(read(0x18) & 7).isEqualTo(1);
        assertThat(interrupt).isTrue();
        write(0x44, 0xc);
        assertThat(interrupt).isFalse();
    }

    @Test
    void identifiesAsPl011Revision3() {
        assertThat(read(0xfe0) | read(0xfe4) << 8 | read(0xfe8) << 16 | read(0xfec) << 24)
                .isEqualTo(0x0034_1011);
        assertThat(read(0xff0) | read(0xff4) << 8 | read(0xff8) << 16 | read(0xffc) << 24)
                .isEqualTo(0xb105_f00dL);
    }

    @Test
    void receivedBytesComeInOrderAndEmptyFlagFollows() {
        write(0x2c, FIFO_ENABLE);
        long before = read(0x18) & RXFE;
        offer("ab");

        assertThat(before).isEqualTo(RXFE);
        assertThat(read(0x18) & RXFE).isZero();
        assertThat(read(0)).isEqualTo('a');
        assertThat(read(0)).isEqualTo('b');
        assertThat(read(0x18) & RXFE).isEqualTo(RXFE);
    }

    @Test
    void withoutFifosOneCharacterRaisesReceiveInterrupt() {
        write(0x38, RX);
        int taken = offer("ab");

        assertThat(taken).isEqualTo(1);
        assertThat(interrupt).isTrue();
        assertThat(read(0x18) & RXFF).isEqualTo(RXFF);
        assertThat(read(0)).isEqualTo('a');
        assertThat(interrupt).isFalse();
    }

    @Test
    void receiveInterruptRisesAtTheTriggerLevel() {
        write(0x2c, FIFO_ENABLE);
        write(0x34, 1 << 3);
        write(0x38, RX);
        offer("1234567");
        boolean below = interrupt;
        offer("8");
        boolean at = interrupt;
        read(0);

        assertThat(below).isFalse();
        assertThat(at).isTrue();
        assertThat(interrupt).isFalse();
    }

    @Test
    void fewCharactersRaiseTimeoutUntilRead() {
        write(0x2c, FIFO_ENABLE);
        write(0x38, RT);
        offer("12");
        boolean waiting = interrupt;
        read(0);
        boolean oneLeft = interrupt;
        read(0);

        assertThat(waiting).isTrue();
        assertThat(oneLeft).isTrue();
        assertThat(interrupt).isFalse();
    }

    @Test
    void interruptClearRegisterClearsRawBits() {
        write(0x38, TX);
        write(0, 'x');
        boolean raised = interrupt;
        write(0x44, TX);

        assertThat(raised).isTrue();
        assertThat(interrupt).isFalse();
        assertThat(read(0x3c)).isZero();
    }

    @Test
    void maskedInterruptShowsInRawStatusOnly() {
        write(0, 'x');

        assertThat(interrupt).isFalse();
        assertThat(read(0x3c)).isEqualTo(TX);
        assertThat(read(0x40)).isZero();
        write(0x38, TX);
        assertThat(read(0x40)).isEqualTo(TX);
        assertThat(interrupt).isTrue();
    }

    @Test
    void fullFifoRefusesFurtherInput() {
        write(0x2c, FIFO_ENABLE);
        int taken = offer("x".repeat(40));

        assertThat(taken).isEqualTo(32);
        assertThat(read(0x18) & RXFF).isEqualTo(RXFF);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void pastedInputWaitsAndNothingIsLost() throws InterruptedException {
        write(0x2c, FIFO_ENABLE);
        String pasted = "0123456789".repeat(100);
        Thread typist = Thread.ofVirtual().start(() -> {
            try {
                uart.receive(pasted.getBytes(US_ASCII));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        StringBuilder seen = new StringBuilder();
        while (seen.length() < pasted.length()) {
            if ((read(0x18) & RXFE) == 0) {
                seen.append((char) read(0));
            } else {
                Thread.onSpinWait();
            }
        }
        typist.join();

        assertThat(seen).hasToString(pasted);
    }

    @Test
    void slowSinkFillsTheTransmitFifoAndDrainsLater() {
        write(0x2c, FIFO_ENABLE);
        write(0x38, TX);
        sinkOpen = false;
        for (int count = 0; count < 32; count++) {
            write(0, 'a' + count % 26);
        }
        long full = read(0x18) & (TXFF | TXFE);
        boolean whileFull = interrupt;
        sinkOpen = true;
        uart.sinkReady();

        assertThat(full).isEqualTo(TXFF);
        assertThat(whileFull).isFalse();
        assertThat(interrupt).isTrue();
        assertThat(output.toString(US_ASCII)).startsWith("abc").hasSize(32);
        assertThat(read(0x18) & (TXFF | TXFE)).isEqualTo(TXFE);
    }

    @Test
    void breakIsMarkedInTheDataRegister() {
        write(0x2c, FIFO_ENABLE);
        uart.receiveBreak();

        assertThat(read(0x3c) & 1 << 9).isEqualTo(1 << 9);
        assertThat(read(0)).isEqualTo(1 << 10);
        assertThat(read(4)).isEqualTo(4);
        write(4, 0);
        assertThat(read(4)).isZero();
    }

    @Test
    void loopbackReturnsOutput() {
        write(0x2c, FIFO_ENABLE);
        write(0x30, 0x381);
        write(0, 'q');

        assertThat(read(0)).isEqualTo('q');
        assertThat(output.size()).isZero();
    }

    @Test
    void configurationRegistersReadBack() {
        write(0x24, 13);
        write(0x28, 2);
        write(0x2c, 0x70);
        write(0x30, 0xffff);
        write(0x34, 0x24);

        assertThat(read(0x24)).isEqualTo(13);
        assertThat(read(0x28)).isEqualTo(2);
        assertThat(read(0x2c)).isEqualTo(0x70);
        assertThat(read(0x30)).isEqualTo(0xff87);
        assertThat(read(0x34)).isEqualTo(0x24);
    }
}
