package org.polyvisor.arm.a64.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.arm.a64.memory.CopyMachine.CPY;
import static org.polyvisor.arm.a64.memory.CopyMachine.CPYF;
import static org.polyvisor.arm.a64.memory.CopyMachine.EPILOGUE;
import static org.polyvisor.arm.a64.memory.CopyMachine.FROM_LOWER;
import static org.polyvisor.arm.a64.memory.CopyMachine.FROM_SAME;
import static org.polyvisor.arm.a64.memory.CopyMachine.MAIN;
import static org.polyvisor.arm.a64.memory.CopyMachine.SET;
import static org.polyvisor.arm.translator.SmallMachine.UNMAPPED;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.exception.ExceptionClass;
import org.polyvisor.arm.translator.SmallMachine;

/** What memory copies and sets raise, how registers stand then, and that they go on from there. */
@Timeout(120)
class MemoryCopyExceptionsTest {
    private static final long TO = SmallMachine.RAM + 0x4_0000;
    private static final long FROM = SmallMachine.RAM + 0xa_0000;
    private static final int TRANSLATION_LEVEL_3 = 7;
    private static final int PERMISSION_LEVEL_3 = 15;
    private static final int WRITE = 1 << 6;
    private static final long USER = 1 << 6;
    private static final long DEVICE = 1 << 2;

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void sourceThatEndsIsReportedWhereItEndsAndTheCopyGoesOn(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind).program(CPYF).with(TO, UNMAPPED - 6000, 8000)) {
            byte[] source = m.randomize(UNMAPPED - 6000, 8000);

            m.run();

            assertThat(m.stoppedAt()).isEqualTo(FROM_SAME);
            assertThat(m.exceptionClass()).isEqualTo(ExceptionClass.DATA_ABORT_SAME);
            assertThat(m.syndrome()).isEqualTo(TRANSLATION_LEVEL_3);
            assertThat(m.cpu.registers().far()).isEqualTo(UNMAPPED);
            assertThat(m.cpu.registers().elr()).isEqualTo(MAIN);
            assertThat(m.x(2)).isEqualTo(-2000);
            assertThat(m.x(0)).isEqualTo(TO + 8000);
            assertThat(m.bytes(TO, 6000)).isEqualTo(java.util.Arrays.copyOf(source, 6000));
            assertThat(m.bytes(TO + 6000, 2000)).containsOnly(0);

            m.machine.map(UNMAPPED, UNMAPPED, 0);
            m.resume();

            assertThat(m.stoppedAt()).isEqualTo(EPILOGUE + 4);
            assertThat(m.bytes(TO, 8000)).isEqualTo(source);
            assertThat(m.x(2)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void destinationThatEndsIsReportedAsAWrite(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind).program(SET).with(UNMAPPED - 5000, 0, 5001)) {
            m.cpu.setX(3, 7);

            m.run();

            assertThat(m.syndrome()).isEqualTo(TRANSLATION_LEVEL_3 | WRITE);
            assertThat(m.cpu.registers().far()).isEqualTo(UNMAPPED);
            assertThat(m.x(2)).isEqualTo(-1);
            assertThat(m.x(0)).isEqualTo(UNMAPPED + 1);
            assertThat(m.bytes(UNMAPPED - 5000, 5000)).containsOnly(7);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void copyFromTheEndGoesOnAfterAFault(EngineKind kind) {
        long from = UNMAPPED - 4096;
        try (CopyMachine m = new CopyMachine(kind).program(CPY).with(from + 100, from, 10_000)) {
            byte[] source = m.randomize(from, 10_000);
            m.machine.map(UNMAPPED, UNMAPPED, 0);
            m.machine.map(from, from, 1L << 7); // read-only

            m.run();

            assertThat(m.syndrome()).isEqualTo(PERMISSION_LEVEL_3 | WRITE);
            assertThat(m.cpu.registers().far()).isBetween(from + 100, UNMAPPED - 1);
            assertThat(m.x(2)).isEqualTo(4096 - 100);
            assertThat(m.x(0)).isEqualTo(from + 100);
            assertThat(m.x(1)).isEqualTo(from);

            m.machine.map(from, from, 0);
            m.resume();

            assertThat(m.stoppedAt()).isEqualTo(EPILOGUE + 4);
            assertThat(m.bytes(from + 100, 10_000)).isEqualTo(source);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void prologueThatFaultsLeavesItsRegistersAsTheyWere(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind).program(CPYF).with(TO, UNMAPPED + 8, 100)) {
            m.run();

            assertThat(m.cpu.registers().elr()).isEqualTo(CopyMachine.CODE);
            assertThat(m.x(0)).isEqualTo(TO);
            assertThat(m.x(1)).isEqualTo(UNMAPPED + 8);
            assertThat(m.x(2)).isEqualTo(100);
            assertThat(m.cpu.registers().spsr() >>> 28).isEqualTo(0xd);

            m.machine.map(UNMAPPED, UNMAPPED, 0);
            m.resume();

            assertThat(m.stoppedAt()).isEqualTo(EPILOGUE + 4);
            assertThat(m.x(2)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void mainInstructionOfACopyByOptionBRaisesMemoryCopy(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind)
                .only(CPYF | 9 << 12, 1)
                .with(TO, FROM, 100)
                .flags(2)) {
            m.run();

            assertThat(m.exceptionClass()).isEqualTo(0x27);
            assertThat(m.syndrome()).isEqualTo(9 << 19 | 1 << 17 | 1 << 16 | 1 << 5 | 2);
            assertThat(m.cpu.registers().elr()).isEqualTo(CopyMachine.CODE);
            assertThat(m.x(2)).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void epilogueOfASetByOptionBRaisesMemoryCopy(EngineKind kind) {
        try (CopyMachine m =
                new CopyMachine(kind).only(SET | 1 << 12, 2).with(TO, 0, -16).flags(2)) {
            m.run();

            assertThat(m.exceptionClass()).isEqualTo(0x27);
            assertThat(m.syndrome()).isEqualTo(1 << 24 | 1 << 19 | 1 << 18 | 1 << 17 | 1 << 16 | 3 << 5 | 2);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void sizeThatNoPrologueLeavesRaisesMemoryCopy(EngineKind kind) {
        try (CopyMachine m =
                new CopyMachine(kind).only(CPYF, 2).with(TO, FROM, 100).flags(0)) {
            m.run();

            assertThat(m.exceptionClass()).isEqualTo(0x27);
            assertThat(m.syndrome()).isEqualTo(1 << 18 | 1 << 16 | 1 << 5 | 2);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void mostNegativeSizeRaisesMemoryCopy(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind)
                .only(CPY, 1)
                .with(TO, FROM, Long.MIN_VALUE)
                .flags(0)) {
            m.run();

            assertThat(m.exceptionClass()).isEqualTo(0x27);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void nothingLeftIsNothingToComplainAbout(EngineKind kind) {
        try (CopyMachine m =
                new CopyMachine(kind).only(CPY, 1).with(TO, FROM, 0).flags(2)) {
            m.run();

            assertThat(m.stoppedAt()).isEqualTo(CopyMachine.CODE + 4);
        }
    }

    private static CopyMachine atUserLevel(EngineKind kind) {
        CopyMachine m = new CopyMachine(kind).program(CPYF).with(TO, FROM, 256);
        m.machine.map(CopyMachine.CODE, CopyMachine.CODE, USER);
        m.machine.map(TO, TO, USER);
        m.machine.map(FROM, FROM, USER);
        m.cpu.saveStackPointer();
        m.cpu.pstate().el = 0;
        m.cpu.loadStackPointer();
        m.cpu.stateChanged();
        return m;
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void userLevelMayNotWhereTheKernelDoesNotSaySo(EngineKind kind) {
        try (CopyMachine m = atUserLevel(kind)) {
            m.run();

            assertThat(m.stoppedAt()).isEqualTo(FROM_LOWER);
            assertThat(m.exceptionClass()).isEqualTo(ExceptionClass.UNKNOWN);
            assertThat(m.cpu.registers().elr()).isEqualTo(CopyMachine.CODE);
            assertThat(m.x(2)).isEqualTo(256);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void userLevelMayWhereTheKernelSaysSo(EngineKind kind) {
        try (CopyMachine m = atUserLevel(kind)) {
            m.cpu.registers().sctlr |= Sctlr.MSCEN;
            m.cpu.stateChanged();
            byte[] source = m.randomize(FROM, 256);

            m.run();

            assertThat(m.cpu.registers().elr()).isEqualTo(EPILOGUE + 4); // HVC is UNDEFINED there
            assertThat(m.bytes(TO, 256)).isEqualTo(source);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void unprivilegedReadNeedsThePermissionOfUserLevel(EngineKind kind) {
        try (CopyMachine m =
                new CopyMachine(kind).program(CPYF | CopyMachine.READ_USER).with(TO, FROM, 256)) {
            m.run();

            assertThat(m.exceptionClass()).isEqualTo(ExceptionClass.DATA_ABORT_SAME);
            assertThat(m.syndrome()).isEqualTo(PERMISSION_LEVEL_3);
            assertThat(m.cpu.registers().far()).isEqualTo(FROM);

            m.machine.map(FROM, FROM, USER);
            m.cpu.mmu().tlb().invalidateAll();
            m.cpu.pstate().pan = true;
            m.resume();

            assertThat(m.stoppedAt()).isEqualTo(EPILOGUE + 4);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void unprivilegedWriteNeedsThePermissionOfUserLevel(EngineKind kind) {
        try (CopyMachine m =
                new CopyMachine(kind).program(CPYF | CopyMachine.WRITE_USER).with(TO, FROM, 256)) {
            m.run();

            assertThat(m.syndrome()).isEqualTo(PERMISSION_LEVEL_3 | WRITE);

            m.cpu.pstate().uao = true;
            m.cpu.updateUserTable();
            m.resume();

            assertThat(m.stoppedAt()).isEqualTo(EPILOGUE + 4);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void deviceIsCopiedByteByByte(EngineKind kind) {
        long device = UNMAPPED;
        try (CopyMachine m = new CopyMachine(kind).program(CPYF).with(device + 5, FROM, 1000)) {
            m.machine.map(device, SmallMachine.DEVICE, DEVICE);
            m.cpu.registers().mair = 0xff;
            byte[] source = m.randomize(FROM, 1000);

            m.run();

            assertThat(m.stoppedAt()).isEqualTo(EPILOGUE + 4);
            assertThat(java.util.Arrays.copyOfRange(m.machine.device(), 5, 1005))
                    .isEqualTo(source);

            m.cpu.clearStop();
            m.machine.prepare(0, CopyMachine.CODE);
            m.with(TO, device + 5, 1000).run();

            assertThat(m.bytes(TO, 1000)).isEqualTo(source);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void interruptIsTakenInTheMiddleAndTheSetGoesOn(EngineKind kind) {
        long device = UNMAPPED - 40 * 4096;
        int size = 1 << 20;
        long to = device - 10 * 4096;
        try (CopyMachine m = new CopyMachine(kind).program(SET).with(to, 0, size)) {
            m.cpu.setX(3, 0x5a);
            m.cpu.pstate().setDaif(0);
            m.machine.map(device, SmallMachine.DEVICE, DEVICE);
            m.machine.map(UNMAPPED, UNMAPPED, 0);
            m.machine.onDeviceWrite(offset -> m.cpu.irqInput().set(offset == 0 || offset > 0 && m.cpu.isInterrupted()));

            m.run();

            assertThat(m.stoppedAt()).isEqualTo(FROM_SAME + CopyMachine.IRQ);
            assertThat(m.cpu.registers().elr()).isEqualTo(MAIN);
            assertThat(m.x(2)).isBetween(-(long) size + 10 * 4096, -(long) size + 2 * MemoryCopyOps.STEP);
            assertThat(m.x(0)).isEqualTo(to + size);

            m.machine.onDeviceWrite(offset -> {});
            m.cpu.irqInput().set(false);
            m.resume();

            assertThat(m.stoppedAt()).isEqualTo(EPILOGUE + 4);
            assertThat(m.x(2)).isZero();
            assertThat(m.machine.device()).containsOnly(0x5a);
            assertThat(m.bytes(device + 4096, 30 * 4096)).containsOnly(0x5a);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void watchpointKeepsItsBytesFromBeingWritten(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind).program(CPYF).with(TO, FROM, 9000)) {
            byte[] source = m.randomize(FROM, 9000);
            long watched = TO + 5003;
            m.cpu.watches().setDebugger((va, size, write, user) -> {
                if (write && va <= watched && watched < va + size) {
                    throw m.cpu.raise(ExceptionClass.WATCHPOINT_SAME, WRITE, va);
                }
            });

            m.run();

            assertThat(m.exceptionClass()).isEqualTo(ExceptionClass.WATCHPOINT_SAME);
            assertThat(m.bytes(TO, 5000)).isEqualTo(java.util.Arrays.copyOf(source, 5000));
            assertThat(m.bytes(TO + 5003, 3997)).containsOnly(0);
            assertThat(m.x(2)).isBetween(-9000L + 4996, -9000L + 5003);

            m.cpu.watches().setDebugger(null);
            m.resume();

            assertThat(m.bytes(TO, 9000)).isEqualTo(source);
        }
    }

    @ParameterizedTest
    @EnumSource(EngineKind.class)
    void debuggerSeesEachInstructionOnce(EngineKind kind) {
        try (CopyMachine m = new CopyMachine(kind).program(SET).with(TO, 0, 1 << 20)) {
            int[] seen = new int[4];
            m.machine.engine(0).setDebugger(cpu -> {
                seen[(int) (cpu.pc() - CopyMachine.CODE) / 4]++;
                return true;
            });

            m.run();

            assertThat(seen).containsExactly(1, 1, 1, 1);
        }
    }
}
