package org.polyvisor.board.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.polyvisor.board.bus.SystemBus;
import org.polyvisor.host.GuestRam;
import org.polyvisor.host.Memory;

class FirmwareCallsTest {
    private static final long NOT_SUPPORTED = -1;
    private static final long INVALID_PARAMETERS = -2;
    private static final long RAM = 0x4000_0000L;

    private final GuestRam ram = GuestRam.allocate(2L << 20);
    private final GuestRam page = GuestRam.allocate(2L << 20);
    private final SystemBus bus = new SystemBus();
    private final List<String> events = new ArrayList<>();
    private final StolenTime stolenTime = new StolenTime(page);
    private final FirmwareCalls firmware;
    private CpuPower.State secondCpu = CpuPower.State.OFF;

    FirmwareCallsTest() {
        bus.addRam(RAM, ram, true);
        firmware = new FirmwareCalls(2, new RecordingPower(), bus, stolenTime);
    }

    @AfterEach
    void unmap() {
        ram.close();
        page.close();
    }

    private final class RecordingPower implements CpuPower {
        @Override
        public State state(int vcpu) {
            return vcpu == 0 ? State.ON : secondCpu;
        }

        @Override
        public State start(int vcpu, long entry, long contextId) {
            events.add("start %d 0x%x 0x%x".formatted(vcpu, entry, contextId));
            return state(vcpu);
        }

        @Override
        public void off(int vcpu) {
            events.add("off " + vcpu);
        }

        @Override
        public void standby(int vcpu) {
            events.add("standby " + vcpu);
        }

        @Override
        public void sleep(int vcpu, long entry, long contextId) {
            events.add("sleep %d 0x%x 0x%x".formatted(vcpu, entry, contextId));
        }

        @Override
        public void systemOff() {
            events.add("system off");
        }

        @Override
        public void systemReset() {
            events.add("system reset");
        }
    }

    private static final class Registers implements CallRegisters {
        private final long[] x =
                LongStream.range(0, 18).map(n -> 0xdead_0000_0000L + n).toArray();

        @Override
        public long get(int register) {
            return x[register];
        }

        @Override
        public void set(int register, long value) {
            x[register] = value;
        }
    }

    private Registers call(long... arguments) {
        Registers registers = new Registers();
        System.arraycopy(arguments, 0, registers.x, 0, arguments.length);
        firmware.handle(registers, 0);
        return registers;
    }

    private long result(long... arguments) {
        return call(arguments).get(0);
    }

    @Test
    void versionsAreTold() {
        assertThat(result(0x8400_0000L)).isEqualTo(0x1_0001);
        assertThat(result(0x8000_0000L)).isEqualTo(0x1_0002);
        assertThat(result(0x8400_0050L)).isEqualTo(0x1_0000);
        assertThat(result(0x8400_0006L)).isEqualTo(2);
    }

    @Test
    void otherRegistersKeepTheirValues() {
        Registers registers = call(0x8400_0000L);

        assertThat(LongStream.range(1, 18).map(n -> registers.get((int) n)))
                .containsExactlyElementsOf(LongStream.range(1, 18)
                        .map(n -> 0xdead_0000_0000L + n)
                        .boxed()
                        .toList());
    }

    @Test
    void cpuOnStartsVcpuWithContext() {
        long result = result(0xc400_0003L, 1, RAM + 0x1000, 0x1234_5678_9abcL);

        assertThat(result).isZero();
        assertThat(events).containsExactly("start 1 0x40001000 0x123456789abc");
    }

    @Test
    void lastVcpuPutsTheSystemToSleep() {
        long result = result(0xc400_000eL, RAM + 0x1000, 7);

        assertThat(result).isZero();
        assertThat(events).containsExactly("sleep 0 0x40001000 0x7");
    }

    @Test
    void systemDoesNotSleepWhileAnotherVcpuIsOn() {
        secondCpu = CpuPower.State.ON;

        long result = result(0xc400_000eL, RAM + 0x1000, 7);

        assertThat(result).isEqualTo(-3);
        assertThat(events).isEmpty();
    }

    @Test
    void systemDoesNotSleepWhereItCouldNotGoOn() {
        long result = result(0xc400_000eL, 0, 7);

        assertThat(result).isEqualTo(-9);
        assertThat(events).isEmpty();
    }

    @Test
    void thirtyTwoBitCallIgnoresUpperHalves() {
        long result = result(0x8400_0003L, 0xffff_ffff_0000_0001L, 0xf_4000_1000L, 0xf_0000_0007L);

        assertThat(result).isZero();
        assertThat(events).containsExactly("start 1 0x40001000 0x7");
    }

    @Test
    void cpuOnReportsWhatItFound() {
        secondCpu = CpuPower.State.STARTING;
        long pending = result(0xc400_0003L, 1, RAM, 0);
        long self = result(0xc400_0003L, 0, RAM, 0);

        assertThat(pending).isEqualTo(-5);
        assertThat(self).isEqualTo(-4);
    }

    @Test
    void cpuOnChecksTargetAndEntry() {
        assertThat(result(0xc400_0003L, 2, RAM, 0)).isEqualTo(INVALID_PARAMETERS);
        assertThat(result(0xc400_0003L, 0x100, RAM, 0)).isEqualTo(INVALID_PARAMETERS);
        assertThat(result(0xc400_0003L, 0x8000_0001L, RAM, 0)).isEqualTo(INVALID_PARAMETERS);
        assertThat(result(0xc400_0003L, -1, RAM, 0)).isEqualTo(INVALID_PARAMETERS);
        assertThat(result(0xc400_0003L, 1, 0x900_0000L, 0)).isEqualTo(-9);
        assertThat(result(0xc400_0003L, 1, RAM + 2, 0)).isEqualTo(-9);
        assertThat(events).isEmpty();
    }

    @Test
    void affinityInfoTellsStates() {
        assertThat(result(0xc400_0004L, 0, 0)).isZero();
        assertThat(result(0xc400_0004L, 1, 0)).isEqualTo(1);
        secondCpu = CpuPower.State.STARTING;
        assertThat(result(0x8400_0004L, 1, 0)).isEqualTo(2);
        assertThat(result(0xc400_0004L, 5, 0)).isEqualTo(INVALID_PARAMETERS);
        assertThat(result(0xc400_0004L, 0, 1)).isEqualTo(INVALID_PARAMETERS);
    }

    @Test
    void powerRequestsReachTheHypervisor() {
        result(0x8400_0002L);
        result(0xc400_0001L, 0x0001_0000);
        result(0x8400_0008L);
        result(0x8400_0009L);
        result(0xc400_0012L, 0, 0);

        assertThat(events).containsExactly("off 0", "standby 0", "system off", "system reset", "system reset");
    }

    @Test
    void malformedPowerRequestsAreRefused() {
        assertThat(result(0xc400_0001L, 0x8000_0000L)).isEqualTo(INVALID_PARAMETERS);
        assertThat(result(0xc400_0012L, 0x8000_0000L)).isEqualTo(INVALID_PARAMETERS);
        assertThat(events).isEmpty();
    }

    @Test
    void featuresAgreeWithWhatAnswers() {
        assertThat(result(0x8400_000aL, 0xc400_0003L)).isZero();
        assertThat(result(0x8400_000aL, 0x8400_0008L)).isZero();
        assertThat(result(0x8400_000aL, 0x8000_0000L)).isZero();
        assertThat(result(0x8400_000aL, 0xc400_000fL)).isEqualTo(NOT_SUPPORTED);
        assertThat(result(0x8400_000aL, 0x8400_0005L)).isEqualTo(NOT_SUPPORTED);
        assertThat(result(0x8000_0001L, 0xc500_0020L)).isZero();
        assertThat(result(0x8000_0001L, 0x8000_8000L)).isEqualTo(NOT_SUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 0x8400_0005L, 0xc400_000fL, 0xc400_0000L, 0x8600_ff01L, 0x8600_0000L, 0x8500_0020L})
    void unknownFunctionsAreNotSupported(long function) {
        assertThat(result(function)).isEqualTo(NOT_SUPPORTED);
        assertThat(events).isEmpty();
    }

    @Test
    void randomNumbersFillTheBitsAskedFor() {
        Registers all = call(0xc400_0053L, 192);
        Registers few = call(0xc400_0053L, 5);
        Registers words = call(0x8400_0053L, 40);

        assertThat(all.get(0)).isZero();
        assertThat(LongStream.of(all.get(1), all.get(2), all.get(3)).distinct()).hasSize(3);
        assertThat(few.get(3) & ~0x1fL).isZero();
        assertThat(few.get(2)).isZero();
        assertThat(words.get(3) >>> 32).isZero();
        assertThat(words.get(2) & ~0xffL).isZero();
        assertThat(words.get(1)).isZero();
    }

    @Test
    void impossibleAmountsOfRandomnessAreRefused() {
        assertThat(result(0xc400_0053L, 0)).isEqualTo(INVALID_PARAMETERS);
        assertThat(result(0xc400_0053L, 193)).isEqualTo(INVALID_PARAMETERS);
        assertThat(result(0x8400_0053L, 97)).isEqualTo(INVALID_PARAMETERS);
        assertThat(result(0xc400_0053L, -1)).isEqualTo(INVALID_PARAMETERS);
    }

    @Test
    void randomSourceHasIdentityAndFeatures() {
        assertThat(call(0x8400_0052L).get(0)).isNotEqualTo(NOT_SUPPORTED);
        assertThat(result(0x8400_0051L, 0xc400_0053L)).isZero();
        assertThat(result(0x8400_0051L, 0xc400_0054L)).isEqualTo(NOT_SUPPORTED);
    }

    @Test
    void stolenTimeIsFoundAndReadable() {
        Registers registers = new Registers();
        registers.set(0, 0xc500_0021L);
        firmware.handle(registers, 1);
        stolenTime.publish(1, 123_456_789);

        assertThat(result(0xc500_0020L, 0xc500_0021L)).isZero();
        assertThat(result(0xc500_0020L, 0xc500_0022L)).isEqualTo(NOT_SUPPORTED);
        assertThat(registers.get(0)).isEqualTo(0x90a_0040L);
        assertThat(Memory.getLong(page.address() + 0x40)).isZero();
        assertThat(Memory.getLong(page.address() + 0x48)).isEqualTo(123_456_789);
    }
}
