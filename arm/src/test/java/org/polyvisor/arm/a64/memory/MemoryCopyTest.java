package org.polyvisor.arm.a64.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.arm.a64.memory.CopyMachine.CPY;
import static org.polyvisor.arm.a64.memory.CopyMachine.CPYF;
import static org.polyvisor.arm.a64.memory.CopyMachine.SET;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.translator.SmallMachine;

/** What memory copies and sets do when nothing comes in between. */
@Timeout(120)
class MemoryCopyTest {
    private static final long TO = SmallMachine.RAM + 0x4_0000;
    private static final long FROM = SmallMachine.RAM + 0xa_0000;
    private static final int MOST = 70_000;
    private static final int[] SIZES = {0, 1, 15, 16, 17, 64, 100, 4095, 4096, 4097, MOST};
    private static final int[] OFFSETS = {0, 1, 4090};
    private static final int[] DISTANCES = {0, 1, -1, 7, -7, 64, -64, 4096, -4096, 5000, -5000};

    static Stream<Arguments> engines() {
        return Stream.of(EngineKind.values()).map(Arguments::of);
    }

    static Stream<Arguments> enginesAndSizes() {
        return Stream.of(EngineKind.values())
                .flatMap(kind -> Arrays.stream(SIZES)
                        .boxed()
                        .flatMap(size -> Arrays.stream(OFFSETS).mapToObj(at -> Arguments.of(kind, size, at))));
    }

    static Stream<Arguments> enginesAndDistances() {
        return Stream.of(EngineKind.values())
                .flatMap(kind -> Arrays.stream(DISTANCES)
                        .boxed()
                        .flatMap(
                                distance -> Stream.of(48, 3000, MOST).map(size -> Arguments.of(kind, distance, size))));
    }

    @ParameterizedTest
    @MethodSource("enginesAndSizes")
    void forwardCopyMovesExactlyItsBytes(EngineKind kind, int size, int at) {
        try (CopyMachine m = new CopyMachine(kind).program(CPYF).with(TO + at, FROM + 3, size)) {
            byte[] source = m.randomize(FROM + 3, size);
            byte[] around = m.randomize(TO, MOST + 8192);

            m.run();

            System.arraycopy(source, 0, around, at, size);
            assertThat(m.bytes(TO, around.length)).isEqualTo(around);
            assertThat(m.x(0)).isEqualTo(TO + at + size);
            assertThat(m.x(1)).isEqualTo(FROM + 3 + size);
            assertThat(m.x(2)).isZero();
            assertThat(m.cpu.state().nzcv()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void everySmallSizeIsCopiedAndSetExactly(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind)) {
            m.machine.put(CopyMachine.CODE, CPYF, 0x19c0_0400 | 3 << 16 | 6 << 5 | 5, SmallMachine.HVC_STOP);
            byte[] copied = m.randomize(TO, 512);
            byte[] filled = m.randomize(TO + 0x1000, 512);
            byte[] source = m.randomize(FROM, 512);
            for (int size = 0; size < 300; size++) {
                m.machine.prepare(0, CopyMachine.CODE);
                m.with(TO + 5, FROM + 9, size);
                m.cpu.setX(5, TO + 0x1005);
                m.cpu.setX(6, size);
                m.cpu.setX(3, 0x77);

                m.run();

                System.arraycopy(source, 9, copied, 5, size);
                Arrays.fill(filled, 5, 5 + size, (byte) 0x77);
                assertThat(m.bytes(TO, 512)).as("copy of %d", size).isEqualTo(copied);
                assertThat(m.bytes(TO + 0x1000, 512)).as("set of %d", size).isEqualTo(filled);
                assertThat(m.x(2) | m.x(6)).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndDistances")
    void copyOfOverlappingRunsMovesWhatTheSourceHeld(EngineKind kind, int distance, int size) {
        try (CopyMachine m = new CopyMachine(kind).program(CPY).with(FROM + distance, FROM, size)) {
            byte[] source = m.randomize(FROM, size);

            m.run();

            assertThat(m.bytes(FROM + distance, size)).isEqualTo(source);
            assertThat(m.x(2)).isZero();
            assertThat(m.cpu.state().nzcv()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndSizes")
    void setFillsExactlyItsBytes(EngineKind kind, int size, int at) {
        try (CopyMachine m = new CopyMachine(kind).program(SET).with(TO + at, 0, size)) {
            m.cpu.setX(3, 0x1234_56a5L);
            byte[] around = m.randomize(TO, MOST + 8192);

            m.run();

            Arrays.fill(around, at, at + size, (byte) 0xa5);
            assertThat(m.bytes(TO, around.length)).isEqualTo(around);
            assertThat(m.x(0)).isEqualTo(TO + at + size);
            assertThat(m.x(2)).isZero();
            assertThat(m.cpu.state().nzcv()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void valueOfSetMayBeTheZeroRegister(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind).program(SET | 31 << 16).with(TO, 0, 5000)) {
            m.randomize(TO, 5000);

            m.run();

            assertThat(m.bytes(TO, 5000)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void hugeSizeOfForwardCopyIsSaturatedTo63Bits(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind).only(CPYF, 0).with(TO, FROM, -1)) {
            m.run();

            assertThat(m.x(2)).isEqualTo(-Long.MAX_VALUE);
            assertThat(m.x(0) - TO).isEqualTo(Long.MAX_VALUE);
            assertThat(m.x(1) - FROM).isEqualTo(Long.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void hugeSizeOfSetIsSaturatedTo63Bits(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind).only(SET, 0).with(TO, 0, Long.MIN_VALUE)) {
            m.run();

            assertThat(m.x(2)).isEqualTo(-Long.MAX_VALUE);
            assertThat(m.x(0) - TO).isEqualTo(Long.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void hugeSizeOfCopyIsSaturatedTo55BitsAndDecidesTheDirection(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind).only(CPY, 0).with(FROM, TO, -1)) {
            m.run();

            assertThat(m.x(2)).isEqualTo((1L << 55) - 1);
            assertThat(m.x(0)).isEqualTo(FROM);
            assertThat(m.x(1)).isEqualTo(TO);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void codeThatIsCopiedRunsOnceTheGuestSaysSo(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind)) {
            long routine = CopyMachine.CODE + 0x100;
            // bl routine, cpyf, ic ivau of it, isb, bl routine, hvc
            m.machine.put(
                    CopyMachine.CODE,
                    0x9400_0040,
                    CPYF,
                    CopyMachine.stage(CPYF, 1),
                    CopyMachine.stage(CPYF, 2),
                    0xd50b_7525,
                    0xd503_3fdf,
                    0x9400_003a,
                    SmallMachine.HVC_STOP);
            m.machine.put(routine, 0x9100_0484, 0xd65f_03c0); // add x4, x4, #1; ret
            m.machine.put(FROM, 0x9100_4084); // add x4, x4, #16
            m.with(routine, FROM, 4);
            m.cpu.setX(4, 0);
            m.cpu.setX(5, routine);

            m.run();

            assertThat(m.x(4)).isEqualTo(17);
        }
    }
}
