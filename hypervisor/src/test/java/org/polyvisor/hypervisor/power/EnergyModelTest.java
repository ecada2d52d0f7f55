package org.polyvisor.hypervisor.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.polyvisor.hypervisor.power.Readings.pcpu;
import static org.polyvisor.hypervisor.power.Readings.switched;
import static org.polyvisor.hypervisor.power.Readings.vcpu;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.polyvisor.hypervisor.ConfigurationException;

class EnergyModelTest {
    private static final Offset<Double> TINY = within(1e-9);

    /** Big: 2 W, 0.2 W, 0.1 W, 0.1 W; little: 0.5 W, 0.05 W, 0.01 W, 0 W; powering down and up takes no time. Base 0.3 W and 0.1 W. */
    private static final EnergyModel MODEL = new EnergyModel(new PowerFigures(
            Map.of(
                    "big", new ClassPower(2, 0.2, 0.1, 0.1, Duration.ofMillis(2), Duration.ZERO),
                    "little", new ClassPower(0.5, 0.05, 0.01, 0, Duration.ofMillis(2), Duration.ZERO)),
            0.3,
            0.1));

    private static final Snapshot START = new Snapshot(
            List.of(pcpu(0, "little", 0, 0, 0, 0), pcpu(1, "big", 0, 0, 0, 0)),
            List.of(vcpu("a", 0, "blocked", 0L, 0L), vcpu("b", 0, "blocked", 0L, 0L)));

    @Test
    void eachVmPaysForThePcpusOnWhichItRan() {
        Energy energy = MODEL.between(
                START,
                new Snapshot(
                        List.of(pcpu(0, "little", 1000, 0, 1000, 0), pcpu(1, "big", 1000, 0, 1000, 0)),
                        List.of(vcpu("a", 0, "running", 1000L, 0L), vcpu("b", 0, "running", 0L, 1000L))));

        assertThat(energy.byPcpu()).containsExactly(0.5, 2.0);
        assertThat(energy.base()).isCloseTo(0.3, TINY);
        assertThat(energy.byVm().get("a")).isCloseTo(0.5 + 0.15, TINY);
        assertThat(energy.byVm().get("b")).isCloseTo(2 + 0.15, TINY);
        assertThat(energy.watts()).isCloseTo(2.8, TINY);
        assertThat(energy.unclaimed()).isZero();
    }

    @Test
    void shortIdlingCostsIdlePowerAndLongIdlingHardlyMoreThanOff() {
        // 1000000 wake-ups in 1 s: a microsecond each; one wake-up in 1000 s: e^-0.000002 of it is powered down.
        Energy restless = MODEL.between(
                START,
                new Snapshot(
                        List.of(pcpu(0, "little", 0, 1000, 1000, 0), pcpu(1, "big", 0, 0, 1000, 1_000_000)),
                        List.of()));
        Energy calm = MODEL.between(
                START,
                new Snapshot(
                        List.of(pcpu(0, "little", 0, 1_000_000, 1_000_000, 0), pcpu(1, "big", 0, 0, 1_000_000, 1)),
                        List.of()));

        assertThat(restless.byPcpu().get(1)).isCloseTo(0.2, TINY);
        assertThat(restless.base()).isCloseTo(0.3, TINY);
        assertThat(calm.byPcpu().get(1)).isCloseTo(100, within(1e-6));
        assertThat(calm.base()).isCloseTo(100, within(1e-6));
    }

    @Test
    void idlePeriodsOfTheMinimalResidencyOnAverageArePartlyPoweredDown() {
        ClassPower power = new ClassPower(2, 0.2, 0.1, 0.05, Duration.ofMillis(2), Duration.ofNanos(500_000));

        // Mean 2 ms: 2/e of the time down; 500 / e transitions of 0.5 ms at 1.9 W more.
        assertThat(power.deepShare(1_000_000_000, 500)).isCloseTo(2 / Math.E, TINY);
        assertThat(power.idleJoules(1_000_000_000, 500))
                .isCloseTo(0.2 - 0.1 * 2 / Math.E + 500 / Math.E * 0.0005 * 1.9, TINY);
    }

    @Test
    void parkedPcpusCostWhatOffCosts() {
        Energy energy = MODEL.between(
                START,
                new Snapshot(
                        List.of(pcpu(0, "little", 0, 1000, 1000, 0), pcpu(1, "big", 0, 1000, 1000, 0)), List.of()));

        assertThat(energy.byPcpu()).containsExactly(0.0, 0.1);
        assertThat(energy.base()).isCloseTo(0.1, TINY);
        assertThat(energy.unclaimed()).isCloseTo(0.2, TINY);
    }

    @Test
    void vcpusThatAreOffBearNothingOfWhatIsShared() {
        Energy energy = MODEL.between(
                START,
                new Snapshot(
                        List.of(pcpu(0, "little", 0, 1000, 1000, 0), pcpu(1, "big", 0, 1000, 1000, 0)),
                        List.of(
                                vcpu("a", 0, "blocked", 0L, 0L),
                                vcpu("a", 1, "off", 0L, 0L),
                                vcpu("b", 0, "off", 0L, 0L),
                                vcpu("c", 0, "ready", 0L, 0L))));

        assertThat(energy.byVm().get("a")).isCloseTo(0.1, TINY);
        assertThat(energy.byVm().get("b")).isZero();
        assertThat(energy.byVm().get("c")).isCloseTo(0.1, TINY);
    }

    @Test
    void aVmThatWasSwitchedOnAgainPaysForWhatItRanSince() {
        Snapshot before = new Snapshot(
                List.of(pcpu(0, "little", 0, 0, 0, 0), pcpu(1, "big", 0, 0, 0, 0)),
                List.of(switched(vcpu("a", 0, "running", 5000L, 0L), 70)));

        Energy energy = MODEL.between(
                before,
                new Snapshot(
                        List.of(pcpu(0, "little", 400, 0, 1000, 0), pcpu(1, "big", 0, 1000, 1000, 0)),
                        List.of(switched(vcpu("a", 0, "running", 400L, 0L), 7), vcpu("b", 0, "off", 0L, 0L))));

        assertThat(energy.byVm().get("a")).isCloseTo(energy.total(), TINY);
    }

    @Test
    void aReadingThatIsALittleLessThanTheOneBeforeCostsNothing() {
        Snapshot before = new Snapshot(START.pcpus(), List.of(vcpu("a", 0, "running", 5000L, 0L)));

        Energy energy = MODEL.between(
                before,
                new Snapshot(
                        List.of(pcpu(0, "little", 0, 1000, 1000, 0), pcpu(1, "big", 0, 1000, 1000, 0)),
                        List.of(vcpu("a", 0, "running", 4999L, 0L))));

        assertThat(energy.byVm().get("a")).isCloseTo(0.2, TINY);
    }

    @Test
    void whatVmsPayIsWhatThePhoneUses() {
        Energy energy = MODEL.between(
                START,
                new Snapshot(
                        List.of(pcpu(0, "little", 300, 200, 1000, 40), pcpu(1, "big", 600, 0, 1000, 7)),
                        List.of(vcpu("a", 0, "running", 310L, 100L), vcpu("b", 0, "blocked", 0L, 499L))));

        assertThat(energy.byVm().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(energy.total(), TINY);
    }

    @Test
    void whatIsAccountedForLateIsNotLost() {
        Energy energy = MODEL.between(
                START,
                new Snapshot(
                        List.of(pcpu(0, "little", 0, 1000, 1000, 0), pcpu(1, "big", 5000, 0, 1000, 0)),
                        List.of(vcpu("a", 0, "running", 0L, 5000L))));

        assertThat(energy.byVm().get("a")).isCloseTo(5 * 2 + 0.3, TINY);
    }

    @Test
    void aMeterAddsUpAndTellsHowLongTheBatteryLasts() {
        // 1000 mAh at 3.6 V: 12960 J. Each second 0.9 W; two seconds are gone.
        EnergyMeter meter = new EnergyMeter(MODEL, new Battery(1000, 3.6));
        meter.read(START);
        meter.read(spinning(1000));
        meter.read(spinning(2000));

        assertThat(meter.total().total()).isCloseTo(1.8, TINY);
        assertThat(meter.latest().watts()).isCloseTo(0.9, TINY);
        assertThat(meter.total().byVm().get("a")).isCloseTo(1.8, TINY);
        assertThat(meter.batteryLeft()).isEqualTo(Duration.ofSeconds(14_398));
        assertThat(meter.batteryPercent()).isCloseTo(100 - 100 * 1.8 / 12960, within(1e-6));
    }

    @Test
    void whatIsNotSaidAboutPoweringDownIsAQuarterOfIdling() {
        assertThat(new ClassPower(2, 0.5, 0.1, Duration.ZERO, Duration.ZERO).downWatts())
                .isCloseTo(0.2, TINY);
    }

    @Test
    void figuresThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new ClassPower(1, 2, 0, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("1.0 W active, 2.0 W idle");
        assertThatThrownBy(() -> new ClassPower(Double.NaN, 0, 0, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new Battery(0, 3.8)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new PowerFigures(Map.of(), 1, 0)).hasMessageContaining("big is missing");
    }

    private static Snapshot spinning(long millis) {
        return new Snapshot(
                List.of(pcpu(0, "little", millis, 0, millis, 0), pcpu(1, "big", 0, millis, millis, 0)),
                List.of(vcpu("a", 0, "running", millis, 0L)));
    }
}
