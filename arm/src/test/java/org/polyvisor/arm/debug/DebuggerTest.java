package org.polyvisor.arm.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.BareMetal;
import org.polyvisor.arm.cpu.Vcpu;

/** A loop in one page that calls a function in the next, a thousand times. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DebuggerTest {
    private static final long LOOP = 0x4008_0000L;
    private static final long FUNCTION = LOOP + 0x1000;
    private static final long END = LOOP + 0x18;
    private static final long DATA = LOOP + 0x2000;

    private final BareMetal machine = new BareMetal(1 << 20);
    private final Vcpu cpu = machine.cpu();
    private final Debugger debugger = new Debugger(List.of(cpu), cpu::requestStop);

    @BeforeEach
    void warmUp() {
        ByteBuffer program = ByteBuffer.allocate(0x1010).order(ByteOrder.LITTLE_ENDIAN);
        program.putInt(0xb0000001); // adrp x1, FUNCTION's page
        program.putInt(0x91000400); // add x0, x0, #1
        program.putInt(0x940003fe); // bl FUNCTION
        program.putInt(0xf10fa01f); // cmp x0, #1000
        program.putInt(0x54ffffa1); // b.ne add
        program.putInt(0xd4000002); // hvc #0
        program.putInt(0x1000, 0xf9080020); // str x0, [x1, #0x1000]
        program.putInt(0x1004, 0xf9480422); // ldr x2, [x1, #0x1008]
        program.putInt(0x1008, 0xd65f03c0); // ret
        machine.load(program.array(), LOOP);
        machine.run(LOOP);
        assertThat(cpu.pc()).isEqualTo(END);
        assertThat(cpu.x(0)).isEqualTo(1000);
        cpu.setX(0, 0);
        cpu.reset(LOOP, 0);
    }

    private void resume(Resumption plan) {
        debugger.plan(List.of(plan), false);
        machine.engine().setDebugger(debugger.isNeeded() ? debugger : null);
        machine.engine().run();
        cpu.clearStop();
        debugger.endSteps();
    }

    @Test
    void breakpointInAPageThatWasExecutedBeforeStops() {
        debugger.addBreakpoint(FUNCTION, false);
        resume(Resumption.RUN);
        assertThat(cpu.pc()).isEqualTo(FUNCTION);
        assertThat(cpu.x(0)).isEqualTo(1);
        assertThat(debugger.reason(0)).isEqualTo(new StopReason.AtBreakpoint(false));
    }

    @Test
    void breakpointStopsEveryTimeItIsReached() {
        debugger.addBreakpoint(FUNCTION, true);
        for (int i = 1; i <= 1000; i++) {
            resume(Resumption.RUN);
            assertThat(cpu.x(0)).isEqualTo(i);
            resume(Resumption.Step.ONE);
            assertThat(cpu.pc()).isEqualTo(FUNCTION + 4);
        }
        resume(Resumption.RUN);
        assertThat(cpu.pc()).isEqualTo(END);
    }

    @Test
    void onlyPagesWithBreakpointsAreCovered() {
        debugger.addBreakpoint(FUNCTION + 0xffc, true);
        debugger.plan(List.of(Resumption.RUN), false);
        assertThat(debugger.covers(cpu, FUNCTION)).isTrue();
        assertThat(debugger.covers(cpu, FUNCTION - 4)).isFalse();
        assertThat(debugger.covers(cpu, FUNCTION + 0x1000)).isFalse();
    }

    @Test
    void removedBreakpointStopsNoMore() {
        debugger.addBreakpoint(FUNCTION, false);
        resume(Resumption.RUN);
        assertThat(cpu.pc()).isEqualTo(FUNCTION);
        debugger.removeBreakpoint(FUNCTION, false);
        resume(Resumption.RUN);
        assertThat(cpu.pc()).isEqualTo(END);
        assertThat(debugger.isNeeded()).isFalse();
    }

    @Test
    void writeWatchpointStopsBeforeTheStore() {
        debugger.addWatchpoint(new Watchpoint(DATA + 4, 2, Watchpoint.Kind.WRITE));
        resume(Resumption.RUN);
        assertThat(cpu.pc()).isEqualTo(FUNCTION);
        assertThat(debugger.reason(0))
                .isInstanceOfSatisfying(
                        StopReason.AtWatchpoint.class,
                        at -> assertThat(at.address()).isEqualTo(DATA + 4));
        assertThat(cpu.load(DATA, 8)).isEqualTo(1000);
    }

    @Test
    void readWatchpointIgnoresTheStore() {
        debugger.addWatchpoint(new Watchpoint(DATA, 16, Watchpoint.Kind.READ));
        resume(Resumption.RUN);
        assertThat(cpu.pc()).isEqualTo(FUNCTION + 4);
    }

    @Test
    void neighbourOfAWatchpointIsFree() {
        debugger.addWatchpoint(new Watchpoint(DATA - 8, 8, Watchpoint.Kind.ACCESS));
        debugger.addWatchpoint(new Watchpoint(DATA + 16, 8, Watchpoint.Kind.ACCESS));
        resume(Resumption.RUN);
        assertThat(cpu.pc()).isEqualTo(END);
    }

    @Test
    void watchpointAtTheEndOfTheAddressSpaceDoesNotWrap() {
        Watchpoint last = new Watchpoint(-8, 8, Watchpoint.Kind.WRITE);
        assertThat(last.matches(-4, 8, true)).isTrue();
        assertThat(last.matches(-16, 8, true)).isFalse();
        assertThat(last.matches(0, 8, true)).isFalse();
    }

    @Test
    void rangeIsSteppedThroughToItsEnd() {
        resume(new Resumption.Step(LOOP, LOOP + 8));
        assertThat(cpu.pc()).isEqualTo(LOOP + 8);
        assertThat(debugger.reason(0)).isEqualTo(new StopReason.Stepped());
    }

    @Test
    void clearedDebuggerStopsNothing() {
        debugger.addBreakpoint(FUNCTION, false);
        debugger.addWatchpoint(new Watchpoint(DATA, 8, Watchpoint.Kind.ACCESS));
        resume(Resumption.RUN);
        debugger.clear();
        machine.engine().setDebugger(null);
        machine.engine().run();
        assertThat(cpu.pc()).isEqualTo(END);
    }
}
