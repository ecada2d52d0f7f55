package org.polyvisor.hypervisor.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.board.Board;
import org.polyvisor.board.BoardConfig;
import org.polyvisor.board.MemoryMap;
import org.polyvisor.board.device.HostClock;
import org.polyvisor.host.ServiceThreads;

/** The power key on its two wires. */
class PowerKeyTest {
    /** The PL061's data register, with the address bits that let line 3 through. */
    private static final long GPIO_LINE_3 = MemoryMap.GPIO + (8 << 2);

    private static final int STATUS = 0x070;

    private final HostClock clock = new HostClock(ServiceThreads.ORDINARY);
    private final Board board = new Board(
            new BoardConfig(1, 4L << 20),
            new PowerControl(new HardwareEvents() {
                @Override
                public void powerOff() {}

                @Override
                public void reset() {}

                @Override
                public void failed(String report, Throwable cause) {}
            }),
            value -> true,
            clock);
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final VirtioDevices devices = new VirtioDevices(ServiceThreads.ORDINARY, board);
    private final PowerKey key = new PowerKey(board, devices.addKeys(), clock, wakeUps::incrementAndGet);

    @AfterEach
    void close() {
        devices.close();
        clock.close();
        board.close();
    }

    private void writeVirtio(int register, long value) throws BusAbort {
        board.bus().write(MemoryMap.virtio(0) + register, 4, value);
    }

    /** What a driver does up to DRIVER_OK, with VIRTIO_F_VERSION_1 (virtio 1.2, 3.1.1). */
    private void startDriver() throws BusAbort {
        writeVirtio(STATUS, 1);
        writeVirtio(STATUS, 3);
        writeVirtio(0x024, 1);
        writeVirtio(0x020, 1);
        writeVirtio(STATUS, 11);
        writeVirtio(STATUS, 15);
    }

    @Test
    void isPressedAtTheGpioLineWhileTheInputDeviceHasNoDriver() throws BusAbort {
        key.press();

        assertThat(board.bus().read(GPIO_LINE_3, 4)).isEqualTo(8);
    }

    @Test
    void isPressedAtTheInputDeviceAloneWhenThatHasADriver() throws BusAbort {
        startDriver();

        key.press();

        assertThat(board.bus().read(GPIO_LINE_3, 4)).isZero();
    }

    @Test
    void pressWakesTheMachineAndWaitsForTheDriverToComeBack() throws BusAbort {
        startDriver();
        writeVirtio(STATUS, 0);

        key.press();

        assertThat(wakeUps).hasValue(1);
        assertThat(key.isUnheard()).isTrue();
        assertThat(board.bus().read(GPIO_LINE_3, 4)).isZero();
    }

    @Test
    void isPressedAtTheGpioLineIfTheDriverDoesNotComeBack() throws Exception {
        startDriver();
        writeVirtio(STATUS, 0);

        key.press();
        while (key.isUnheard()) {
            Thread.sleep(1);
        }

        assertThat(board.bus().read(GPIO_LINE_3, 4)).isEqualTo(8);
    }
}
