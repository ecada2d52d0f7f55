package org.polyvisor.hypervisor.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Outcome;

/** A VM that misbehaves, beside one that counts: on the same pCPU, the counting one goes on. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultIsolationTest {
    /** Writes a dot to the UART after every 65,536 rounds of a loop. */
    private static final String COUNTER = """
            d2a12000 528005c1
            52a00022
            71000442 54ffffe1
            39000001 17fffffc
            """;

    /** Masks all interrupts and jumps to itself. */
    private static final String SPIN = "d5034fdf 14000000";

    /** Writes to the UART without looking at its flags, as fast as it can. */
    private static final String FLOOD = "d2a12000 52800461 39000001 17ffffff";

    /** Writes to every page from the beginning of RAM on, and does not stop at its end. */
    private static final String EXHAUST = "d2a80000 f9000000 91400400 17fffffe";

    /** Writes the text that follows to the UART, and jumps to itself. */
    private static final String SAY = "100000e1 d2a12000 38401422 34000062 39000002 17fffffd 14000000";

    private static final String PANIC =
            "Kernel panic - not syncing: on purpose\n---[ end Kernel panic - not syncing ]---\n";

    /**
     * Three times over the GIC, over UART, RTC and GPIO, and over the virtio slots: writes random words, halves, bytes and
     * doublewords into each register, reads it, and goes on behind each abort. Then PSCI SYSTEM_OFF.
     */
    private static final String GARBAGE = """
            d2820000 d518c000 d293c6e1 f2af3721 52800065
            d2a10000 d2a10203 9400000e d2a12000 d2a12083 9400000b d2a14000 d2a14003 f2880003 94000007
            710004a5 54fffea1 52800100 72b08000 d4000002 14000000
            ca013421 ca411c21 ca014421 b9000001 39000401 79000401 f9000001 f9400002 91001000 eb03001f 54fffec3 d65f03c0
            """;

    /** At the vector for synchronous exceptions: returns to the instruction behind. */
    private static final String SKIP = "d5384029 91001129 d5184029 d69f03e0";

    private static final int VECTOR = 0x1200;

    @TempDir
    private Path folder;

    private Phone phone = new Phone(PhoneSpec.unbound("none", 1, List.of()));

    private static byte[] code(String words) {
        String[] each = words.strip().split("\\s+", -1);
        ByteBuffer bytes = ByteBuffer.allocate(each.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (String word : each) {
            bytes.putInt(HexFormat.fromHexDigits(word));
        }
        return bytes.array();
    }

    private VmSpec vm(String name, byte[] code) throws IOException {
        Path firmware = Files.write(folder.resolve(name), code);
        return VmSpec.of(new MachineConfig(
                name, 32L << 20, 1, new BootSource.Firmware(firmware), List.of(), ConsoleDevice.UART, null));
    }

    /** One pCPU for both. */
    private PhoneVm beside(byte[] fault) throws IOException {
        phone.close();
        phone = new Phone(PhoneSpec.unbound("test", 1, List.of(vm("counter", code(COUNTER)), vm("faulty", fault))));
        phone.start();
        return phone.vm("faulty");
    }

    /** Waits until the counter has counted on by 20 more. */
    private void assertCounterGoesOn() throws InterruptedException {
        ConsoleRing.Reader reader = phone.vm("counter").console().reader();
        byte[] bytes = new byte[ConsoleRing.CAPACITY];
        reader.read(bytes, 100);
        int more = 0;
        while (more < 20) {
            int count = reader.read(bytes, 60_000);
            assertThat(count).isPositive();
            more += count;
        }
        assertThat(phone.vm("counter").state()).isEqualTo("running");
    }

    private Outcome end(PhoneVm vm) throws InterruptedException {
        return Objects.requireNonNull(vm.awaitRest());
    }

    @AfterEach
    void end() {
        phone.close();
    }

    @Test
    void vmThatPanicsCostsTheOtherNothing() throws Exception {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        code.write(code(SAY));
        code.write(PANIC.getBytes(StandardCharsets.US_ASCII));
        code.write(0);

        PhoneVm faulty = beside(code.toByteArray());

        assertThat(end(faulty)).isEqualTo(new Outcome.Panicked("on purpose"));
        assertCounterGoesOn();
    }

    @Test
    void vmThatSpinsWithInterruptsMaskedCostsTheOtherItsShareOnly() throws Exception {
        PhoneVm faulty = beside(code(SPIN));

        assertCounterGoesOn();

        assertThat(faulty.state()).isEqualTo("running");
        assertThat(faulty.stop(Duration.ofMillis(50))).isFalse();
        assertCounterGoesOn();
    }

    @Test
    void vmThatFloodsItsConsoleIsCutShortAndCostsTheOtherNothing() throws Exception {
        PhoneVm faulty = beside(code(FLOOD));
        ConsoleRing.Reader slow = faulty.console().reader();
        byte[] bytes = new byte[ConsoleRing.CAPACITY];
        slow.read(bytes, 60_000);

        assertCounterGoesOn();
        TimeUnit.MILLISECONDS.sleep(200);

        assertThat(slow.read(bytes, 60_000)).isLessThanOrEqualTo(ConsoleRing.CAPACITY);
        assertThat(faulty.state()).isEqualTo("running");
    }

    @Test
    void readerWhoKeepsAConsoleWaitingCostsTheOtherNothing() throws Exception {
        PhoneVm faulty = beside(code(FLOOD));
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        faulty.console().setWhole((bytes, offset, length) -> {
            waits.countDown();
            await(go);
            return length;
        });
        try {
            waits.await();

            assertCounterGoesOn();
        } finally {
            go.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void vmThatUsesUpItsMemoryHasNoMoreThanItWasGiven() throws Exception {
        PhoneVm faulty = beside(code(EXHAUST));

        assertCounterGoesOn();

        assertThat(faulty.state()).isEqualTo("running");
    }

    @Test
    void vmThatWritesGarbageIntoEveryRegisterHarmsNobody() throws Exception {
        byte[] main = code(GARBAGE);
        byte[] skip = code(SKIP);
        byte[] firmware = new byte[VECTOR + skip.length];
        System.arraycopy(main, 0, firmware, 0, main.length);
        System.arraycopy(skip, 0, firmware, VECTOR, skip.length);

        PhoneVm faulty = beside(firmware);

        assertCounterGoesOn();
        assertThat(end(faulty)).isEqualTo(new Outcome.PoweredOff());
        assertCounterGoesOn();
    }
}
