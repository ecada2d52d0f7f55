package org.polyvisor.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.board.bus.MmioDevice;
import org.polyvisor.board.bus.SystemBus;
import org.polyvisor.board.device.ManualClock;
import org.polyvisor.board.device.Pl011;

class BoardTest {
    private static final int IAR1 = GicCpuInterface.encoding(3, 0, 12, 12, 0);
    private static final int IGRPEN1 = GicCpuInterface.encoding(3, 0, 12, 12, 7);
    private static final int PMR = GicCpuInterface.encoding(3, 0, 4, 6, 0);

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final Board board = new Board(
            new BoardConfig(2, 4L << 20),
            new IdlePower(),
            value -> {
                console.write(value);
                return true;
            },
            new ManualClock());
    private final SystemBus bus = board.bus();
    private final boolean[] irq = new boolean[2];

    BoardTest() {
        for (int vcpu = 0; vcpu < 2; vcpu++) {
            int number = vcpu;
            board.connectVcpu(vcpu, asserted -> irq[number] = asserted, asserted -> {}, asserted -> {});
        }
    }

    @AfterEach
    void close() {
        board.close();
    }

    private void openInterrupts(int spi) throws BusAbort {
        bus.write(0x800_0000L, 4, 2);
        bus.write(0x800_0080L + (32 + spi) / 32 * 4L, 4, 0xffff_ffffL);
        bus.write(0x800_0100L + (32 + spi) / 32 * 4L, 4, 0xffff_ffffL);
        board.cpuInterface(0).writeRegister(PMR, 0xf0);
        board.cpuInterface(0).writeRegister(IGRPEN1, 1);
    }

    @Test
    void secondUartIsThereOnlyOnceAdded() throws BusAbort {
        openInterrupts(8);
        assertThatThrownBy(() -> bus.read(0x904_0000L, 4)).isInstanceOf(BusAbort.class);

        Pl011 second = board.addSecondUart(value -> true);
        bus.write(0x904_0038L, 4, 0x50);
        second.offer(new byte[] {'x'}, 0, 1);

        assertThat(irq[0]).isTrue();
        assertThat(bus.read(0x904_0000L, 4)).isEqualTo('x');
        assertThatIllegalStateException().isThrownBy(() -> board.addSecondUart(value -> true));
    }

    @Test
    void uartPrintsAndInterruptsThroughTheBus() throws BusAbort {
        openInterrupts(1);
        bus.write(0x900_0038L, 4, 0x20);
        bus.write(0x900_0000L, 1, '!');

        assertThat(console.toString(StandardCharsets.US_ASCII)).isEqualTo("!");
        assertThat(irq[0]).isTrue();
        assertThat(board.cpuInterface(0).readRegister(IAR1)).isEqualTo(33);
    }

    @Test
    void powerKeyReachesTheInterruptController() throws BusAbort {
        openInterrupts(7);
        bus.write(0x903_0408L, 4, 8);
        bus.write(0x903_0410L, 4, 8);
        board.pressPowerKey();

        assertThat(irq[0]).isTrue();
        assertThat(board.cpuInterface(0).readRegister(IAR1)).isEqualTo(39);
    }

    @Test
    void clockShowsTheTime() throws BusAbort {
        assertThat(bus.read(0x901_0000L, 4)).isEqualTo(1_800_000_000L);
    }

    @Test
    void everyVcpuHasItsRedistributorAndTheLastSaysSo() throws BusAbort {
        assertThat(bus.read(0x80a_0008L, 8) >> 4 & 1).isZero();
        assertThat(bus.read(0x80c_0008L, 8) >> 4 & 1).isEqualTo(1);
    }

    @Test
    void emptyVirtioSlotsAnswerWithoutDevice() throws BusAbort {
        assertThat(bus.read(0xa00_3e00L, 4)).isEqualTo(0x7472_6976);
        assertThat(bus.read(0xa00_3e04L, 4)).isEqualTo(2);
        assertThat(bus.read(0xa00_3e08L, 4)).isZero();
    }

    @Test
    void attachedVirtioDeviceAnswersAndInterrupts() throws BusAbort {
        openInterrupts(18);
        board.attachVirtio(2, new ConstantDevice(0x100));
        board.virtioLine(2).set(true);

        assertThat(bus.read(0xa00_0400L, 4)).isEqualTo(42);
        assertThat(bus.read(0xa00_0500L, 4)).isZero();
        assertThat(board.cpuInterface(0).readRegister(IAR1)).isEqualTo(50);
        assertThatIllegalStateException().isThrownBy(() -> board.attachVirtio(2, new ConstantDevice(0x200)));
    }

    @Test
    void timerInterruptIsPrivate() throws BusAbort {
        openInterrupts(0);
        bus.write(0x80b_0080L, 4, 0xffff_ffffL);
        bus.write(0x80b_0100L, 4, 0xffff_ffffL);
        board.ppi(0, MemoryMap.VIRTUAL_TIMER_INTID).set(true);

        assertThat(irq).containsExactly(true, false);
        assertThat(board.cpuInterface(0).readRegister(IAR1)).isEqualTo(27);
    }

    @Test
    void stolenTimeIsReadOnlyToTheGuest() throws BusAbort {
        board.stolenTime().publish(1, 1_000_000);
        bus.write(0x90a_0048L, 8, 5);

        assertThat(bus.read(0x90a_0048L, 8)).isEqualTo(1_000_000);
        assertThat(bus.isWritable(0x90a_0000L)).isFalse();
        assertThat(bus.ramPage(0x90a_0000L)).isNotZero();
        assertThat(bus.ramPage(0x90b_0000L)).isZero();
    }

    @Test
    void variableFlashIsADeviceAndFirmwareFlashIsRom() throws BusAbort {
        assertThat(bus.ramPage(0)).isNotZero();
        assertThat(bus.isWritable(0)).isFalse();
        assertThat(bus.ramPage(0x400_0000L)).isZero();
        assertThat(bus.read(0x400_0000L, 8)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"0, 2097152", "9, 2097152", "-1, 2097152", "1, 0", "1, 1000", "1, -2097152", "1, 274877906944"})
    void impossibleMachinesAreRefused(int cpus, long memory) {
        assertThatIllegalArgumentException().isThrownBy(() -> new BoardConfig(cpus, memory));
    }

    private record ConstantDevice(long size) implements MmioDevice {
        @Override
        public long read(long offset, int accessSize) {
            return 42;
        }

        @Override
        public void write(long offset, int accessSize, long value) {
            // Constant.
        }
    }
}
