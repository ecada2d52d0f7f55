package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;

/** Code that the guest may get to is translated before it does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TranslateAheadTest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long OTHER_PAGE = CODE + 0x1000;
    private static final int ADD_X0_1 = 0x9100_0400;
    private static final int ADD_X0_2 = 0x9100_0800;
    private static final int NOP = 0xd503_201f;
    private static final int SVC = 0xd400_0001;
    private static final int IRQ_VECTOR = 0x280;

    private final AtomicInteger signals = new AtomicInteger();
    private TranslatedCode code;
    private SmallMachine machine;

    @BeforeEach
    void hostHasExecutableMemory() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        code = new TranslatedCode(8 << 20, 64, true);
        code.watchAhead(signals::incrementAndGet);
        machine = SmallMachine.of(code, 1);
    }

    @AfterEach
    void close() {
        if (machine != null) {
            machine.close();
        }
    }

    private static int b(int distance) {
        return 0x1400_0000 | distance >>> 2 & 0x3ff_ffff;
    }

    private static int cbnzX0(int distance) {
        return 0xb500_0000 | (distance >>> 2 & 0x7_ffff) << 5;
    }

    private Vcpu run(long entry, long x0) {
        Vcpu cpu = machine.prepare(0, entry);
        cpu.setX(0, x0);
        return machine.run(0);
    }

    private void translateAll() {
        boolean more = true;
        while (more) {
            more = code.translateAhead(machine);
        }
    }

    /** That the guest, which starts there, meets nothing new. */
    private void assertThatNothingIsMet(long entry, long x0, long result) {
        long demands = code.demands();
        assertThat(run(entry, x0).x(0)).isEqualTo(result);
        assertThat(code.demands()).isEqualTo(demands);
    }

    @Test
    void whereItBranchesToAndOnFromThere() {
        machine.put(CODE, cbnzX0(0x40), SmallMachine.HVC_STOP);
        machine.put(CODE + 0x40, ADD_X0_1, b(0x80));
        machine.put(CODE + 0xc4, ADD_X0_2, SmallMachine.HVC_STOP);
        run(CODE, 0);

        translateAll();

        assertThatNothingIsMet(CODE, 1, 4);
    }

    @Test
    void functionsWhoseAddressesItComputes() {
        machine.put(
                CODE,
                0x9000_0001, // adrp x1, of this page
                NOP,
                0x9101_0022, // add x2, x1, #0x40
                0x1000_03a3, // adr x3, 0x80
                SmallMachine.HVC_STOP);
        machine.put(CODE + 0x40, ADD_X0_1, SmallMachine.HVC_STOP);
        machine.put(CODE + 0x80, ADD_X0_2, SmallMachine.HVC_STOP);
        run(CODE, 0);

        translateAll();

        assertThatNothingIsMet(CODE + 0x40, 1, 2);
        assertThatNothingIsMet(CODE + 0x80, 1, 3);
    }

    @Test
    void whereCallsReturnToAndWhatIsBehindAnInstructionThatTheEngineExecutes() {
        machine.put(CODE, 0x9400_0010); // bl CODE + 0x40
        machine.put(CODE + 4, ADD_X0_1, SmallMachine.HVC_STOP, ADD_X0_2, SmallMachine.HVC_STOP);
        machine.put(CODE + 0x40, SmallMachine.HVC_STOP);
        run(CODE, 0);

        translateAll();

        assertThatNothingIsMet(CODE + 4, 1, 2);
        assertThatNothingIsMet(CODE + 12, 1, 3);
    }

    @Test
    void otherExceptionVectorsOnceOneIsMet() {
        machine.put(CODE, SVC);
        run(CODE, 0);

        translateAll();

        assertThatNothingIsMet(SmallMachine.VECTORS + IRQ_VECTOR, 7, 7);
    }

    @Test
    void pagesThatTheGuestHasNotExecutedWaitUntilItDoes() {
        machine.put(CODE, cbnzX0(0x1040), b(0xffc));
        machine.put(OTHER_PAGE, SmallMachine.HVC_STOP);
        machine.put(OTHER_PAGE + 0x40, ADD_X0_1, SmallMachine.HVC_STOP);
        machine.put(CODE + 0x800, SmallMachine.HVC_STOP);
        code.slotsOf(CODE);
        run(CODE + 0x800, 0);
        translateAll();
        long before = code.statistics().blocks();
        run(CODE, 0);

        translateAll();

        assertThat(code.statistics().blocks()).isGreaterThan(before + 2);
        assertThatNothingIsMet(CODE, 1, 2);
    }

    @Test
    void nothingWhileTheGuestsCachesAreOff() {
        machine.put(CODE, cbnzX0(0x40), SmallMachine.HVC_STOP);
        machine.put(CODE + 0x40, ADD_X0_1, SmallMachine.HVC_STOP);
        Vcpu cpu = machine.prepare(0, CODE);
        cpu.registers().sctlr &= ~(Sctlr.I | Sctlr.C);
        cpu.stateChanged();
        machine.run(0);

        assertThat(code.translateAhead(machine)).isFalse();
        assertThat(signals).hasValue(0);
    }

    @Test
    void changedCodeIsNotWhatWasTranslatedAhead() {
        machine.put(CODE, cbnzX0(0x40), SmallMachine.HVC_STOP);
        machine.put(CODE + 0x40, ADD_X0_1, SmallMachine.HVC_STOP);
        run(CODE, 0);
        translateAll();

        machine.put(CODE + 0x40, ADD_X0_2);
        code.invalidate(CODE + 0x40, 64);

        assertThat(run(CODE, 1).x(0)).isEqualTo(3);
    }

    @Test
    void isSignalledOnceUntilThereIsNothingMore() {
        machine.put(CODE, cbnzX0(0x40), SmallMachine.HVC_STOP);
        machine.put(CODE + 0x40, cbnzX0(0x40), SmallMachine.HVC_STOP);
        run(CODE, 0);
        run(CODE + 0x40, 0);
        assertThat(signals).hasValue(1);

        translateAll();
        machine.put(CODE + 0x200, cbnzX0(0x40), SmallMachine.HVC_STOP);
        run(CODE + 0x200, 0);

        assertThat(signals).hasValue(2);
    }

    /** What is not code at all costs the guest nothing. */
    @Test
    void placesOutsideOfMemoryAreLeftAlone() {
        machine.put(CODE, cbnzX0(-0x8_0000), SmallMachine.HVC_STOP, b(0x7ff_fffc), -1);
        run(CODE, 0);

        translateAll();

        assertThatNothingIsMet(CODE, 0, 0);
    }

    /** Whoever stopped because there was no room, or because of an error, is called again. */
    @Test
    void isSignalledAgainAfterAllHasBeenForgotten() throws HostRefusedException {
        machine.put(CODE, cbnzX0(0x40), SmallMachine.HVC_STOP);
        machine.put(CODE + 0x40, ADD_X0_1, SmallMachine.HVC_STOP);
        run(CODE, 0);
        code.trim();
        assertThat(code.translateAhead(machine)).isFalse();

        run(CODE, 0);

        assertThat(code.epoch()).isPositive();
        assertThat(signals).hasValue(2);
        translateAll();
        assertThatNothingIsMet(CODE, 1, 2);
    }

    /** While one thread translates ahead, the guest goes through more code than there is room for. */
    @Test
    void vcpuRunsWhileItsCodeIsTranslatedAheadAndForgotten() throws Exception {
        int pages = 60;
        int every = 32;
        int places = pages * 4096 / every;
        try (TranslatedCode small = new TranslatedCode(256 << 10, 64, true);
                SmallMachine guest = SmallMachine.of(small, 1)) {
            small.watchAhead(() -> {});
            for (int i = 0; i < places; i++) {
                guest.put(CODE + (long) i * every, ADD_X0_1, i == places - 1 ? SmallMachine.HVC_STOP : b(every - 4));
            }
            AtomicBoolean done = new AtomicBoolean();
            Thread ahead = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    small.translateAhead(guest);
                }
            });
            for (int round = 0; round < 10; round++) {
                guest.prepare(0, CODE).setX(0, 0);

                assertThat(guest.run(0).x(0)).isEqualTo(places);
            }
            done.set(true);
            ahead.join();

            assertThat(small.epoch()).as("times that all was forgotten").isPositive();
            assertThat(small.demands())
                    .as("times that a vCPU needed a block")
                    .isLessThan(small.statistics().blocks());
        }
    }
}
