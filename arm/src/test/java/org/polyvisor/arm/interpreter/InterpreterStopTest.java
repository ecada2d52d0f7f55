package org.polyvisor.arm.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.BareMetal;
import org.polyvisor.arm.cpu.Timers;
import org.polyvisor.arm.cpu.Vcpu;

/** What comes together with a request to stop is not lost: it is done when the vCPU runs again. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterpreterStopTest {
    private static final long START = 0x4008_0000L;
    private static final long VECTORS = START + 0x800;
    private static final long IRQ_OF_EL1H = VECTORS + 0x280;
    private static final int HVC = 0xd400_0002;

    private final BareMetal machine = new BareMetal(1 << 20);
    private final Vcpu cpu = machine.cpu();

    @BeforeEach
    void loadHypercalls() {
        ByteBuffer program = ByteBuffer.allocate(0xb00).order(ByteOrder.LITTLE_ENDIAN);
        program.putInt(0, HVC);
        program.putInt((int) (IRQ_OF_EL1H - START), HVC);
        machine.load(program.array(), START);
        cpu.reset(START, 0);
        cpu.registers().vbar = VECTORS;
    }

    private void stopAtOnceAndRunAgain() {
        cpu.requestStop();
        machine.engine().run();
        assertThat(cpu.pc()).isEqualTo(START);
        cpu.clearStop();
        machine.engine().run();
    }

    @Test
    void timerThatExpiredTogetherWithAStopDrivesItsLineAfterwards() {
        cpu.timers().setValue(Timers.VIRTUAL, 2_000_000);
        cpu.timers().setControl(Timers.VIRTUAL, 1);
        while (cpu.timers().count() < cpu.timers().compare(Timers.VIRTUAL)) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(machine.isVirtualTimerAsserted()).isFalse();

        cpu.timerExpired();
        stopAtOnceAndRunAgain();

        assertThat(machine.isVirtualTimerAsserted()).isTrue();
    }

    @Test
    void interruptThatCameTogetherWithAStopIsTakenAfterwards() {
        cpu.pstate().setDaif(0);

        cpu.irqInput().set(true);
        stopAtOnceAndRunAgain();

        assertThat(cpu.pc()).isEqualTo(IRQ_OF_EL1H + 4);
    }

    @Test
    void stopThatNobodyClearedKeepsTheVcpuFromRunning() {
        cpu.requestStop();
        machine.engine().run();

        machine.engine().run();

        assertThat(cpu.pc()).isEqualTo(START);
    }
}
