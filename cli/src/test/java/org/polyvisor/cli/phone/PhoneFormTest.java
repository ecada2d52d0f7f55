package org.polyvisor.cli.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.channel.ChannelSpec;
import org.polyvisor.hypervisor.sched.Scheduling;

/** Cores, battery, scheduling, restarts and channels in a phone's file. */
class PhoneFormTest {
    private static final String WHOLE = """
            name: my phone
            memory: 2G
            battery: {capacity: 4500mAh, voltage: 3.85V}
            cpus:
              classes:
                little: {capacity: 446, power: {active: 120mW, idle: 9mW, off: 0mW}}
                big:    {capacity: 1024, power: {active: 0.78W, idle: 22mW, off: 1mW}}
              cores:
                - {class: little, host: 0}
                - {class: big}
            governor: on
            vms:
              - name: baseband
                memory: 64M
                scheduling: {class: real-time, priority: 80, budget: 500us, period: 1ms}
                affinity: [0]
                autostart: false
                restart: {policy: on-failure, delay: 1s, max-delay: 60s, limit: 5}
              - name: personal
                scheduling: {class: fair, weight: 200, cap: 80%}
            channels:
              - {name: modem, type: serial, between: [baseband, personal]}
            """;

    @TempDir
    private Path folder;

    private PhoneConfig read(String yaml) throws IOException {
        return PhoneFile.read(Files.writeString(folder.resolve("phone.yaml"), yaml));
    }

    @Test
    void readsCoresBatteryAndGovernor() throws IOException {
        PhoneConfig phone = read(WHOLE);

        assertThat(phone.memory()).isEqualTo(2L << 30);
        assertThat(phone.battery()).isEqualTo(new BatteryConfig(4_500_000L, 3_850_000L));
        assertThat(phone.governor()).isEqualTo(Governor.ON);
        CpusConfig cpus = Objects.requireNonNull(phone.cpus());
        assertThat(cpus.classes().get("big"))
                .isEqualTo(new CpuClassConfig(1024, new PowerConfig(780_000L, 22_000L, 1_000L)));
        assertThat(cpus.cores()).containsExactly(new CoreConfig("little", 0), new CoreConfig("big", null));
    }

    @Test
    void readsSchedulingRestartAndChannels() throws IOException {
        PhoneConfig phone = read(WHOLE);
        VmConfig baseband = phone.vms().getFirst();

        assertThat(Objects.requireNonNull(baseband.scheduling()).toScheduling())
                .isEqualTo(new Scheduling.RealTime(80, Duration.ofNanos(500_000), Duration.ofMillis(1)));
        assertThat(baseband.affinity()).containsExactly(0);
        assertThat(baseband.autostart()).isFalse();
        assertThat(baseband.restart())
                .isEqualTo(new RestartConfig(
                        RestartConfig.Policy.ON_FAILURE, Duration.ofSeconds(1), Duration.ofSeconds(60), 5));
        assertThat(Objects.requireNonNull(phone.vms().get(1).scheduling()).toScheduling())
                .isEqualTo(new Scheduling.Fair(200, 80));
        assertThat(phone.channelList())
                .containsExactly(new ChannelConfig(
                        "modem",
                        ChannelConfig.Type.SERIAL,
                        List.of(new ChannelEndConfig("baseband"), new ChannelEndConfig("personal"))));
    }

    @Test
    void readsHowTheGuestsSeeAChannel() throws IOException {
        String shaped = WHOLE.replace(
                "between: [baseband, personal]", "between: [{vm: baseband, port: modem}, {vm: personal, as: uart}]");

        ChannelSpec channel = read(shaped).channelList().getFirst().spec();

        assertThat(channel.first()).isEqualTo(new ChannelSpec.End("baseband", ChannelSpec.As.VIRTIO_PORT, "modem"));
        assertThat(channel.second()).isEqualTo(new ChannelSpec.End("personal", ChannelSpec.As.UART, "modem"));
    }

    @Test
    void linkThatIsGivenAShapeIsRefused() {
        String wrong =
                WHOLE.replace("type: serial, between: [baseband,", "type: link, between: [{vm: baseband, as: uart},");

        assertThatThrownBy(() -> read(wrong)).hasMessageContaining("channel 'modem' is a link");
    }

    /** Each row replaces one piece of the whole file by a mistake. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "memory: 2G | memory: 512M | line 2 | more memory than the phone: baseband 64 MiB + personal 512 MiB = 576 MiB",
                "memory: 2G | memory: [2G] | line 2 | 'memory': a number with its unit expected",
                "4500mAh | 4500 | line 3 | 'capacity': '4500' is not a battery's capacity: write it like 4500mAh",
                "3.85V | 0V | line 3 | a battery without charge",
                "capacity: 446 | capacity: 4460 | line 6 | class 'little': capacity 4460 is not possible",
                "idle: 9mW | idle: 900mW | line 6 | active ≥ idle ≥ off",
                "idle: 9mW | idle: 9 | line 6 | 'idle': '9' is not a power: write it like 120mW",
                "class: big} | class: huge} | line 10 | core 1 is of class 'huge', which is not described: the classes are little",
                "host: 0 | host: -1 | line 9 | core 0: host core -1",
                "governor: on | governor: maybe | line 11 | 'governor': one of on, off expected",
                "name: baseband | name: personal | line 19 | two VMs are called 'personal'",
                "name: personal | name: ../etc | line 19 | the name '../etc' is not possible",
                "priority: 80 | priority: 100 | line 15 | real-time priority 100",
                "budget: 500us | budget: 2ms | line 15 | real-time budget",
                "budget: 500us, | \"\" | line 15 | class real-time needs priority, budget and period",
                "period: 1ms | period: 1 | line 15 | 'period': '1' is not a time",
                "class: fair | class: real-time | line 20 | weight and cap belong to class fair",
                "class: fair | class: idle | line 20 | one of real-time, fair expected",
                "cap: 80% | cap: 800% | line 20 | a cap of 800 %",
                "affinity: [0] | affinity: [2] | line 16 | there is no core 2: the phone has cores 0 to 1",
                "affinity: [0] | affinity: [] | line 16 | may run nowhere",
                "affinity: [0] | affinity: [null] | line 16 | entry 1 of the list is empty",
                "delay: 1s | delay: 0s | line 18 | delay of 0 ms is not possible: give 1ms",
                "limit: 5 | limit: 0 | line 18 | 0 restarts are not possible: give 1 or more",
                "on-failure | sometimes | line 18 | one of never, on-failure, always expected",
                "[baseband, personal] | [baseband, work] | line 22 | leads to 'work', which is no VM: the VMs are baseband, personal",
                "[baseband, personal] | [baseband, baseband] | line 22 | between two different VMs",
                "[baseband, personal] | [baseband] | line 22 | between two different VMs",
                "type: serial | type: radio | line 22 | one of serial, link expected",
            })
    void mistakeIsNamedWithLineAndRemedy(String piece, String mistake, String line, String remedy) {
        assertThat(WHOLE).contains(piece);
        String wrong = WHOLE.replace(piece, mistake);

        assertThatThrownBy(() -> read(wrong))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("phone.yaml " + line + ": ", remedy)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void twoChannelsOfOneNameAreRefused() {
        String wrong = WHOLE + "  - {name: modem, type: link, between: [baseband, personal]}\n";

        assertThatThrownBy(() -> read(wrong)).hasMessageContaining("line 23: two channels are called 'modem'");
    }

    @Test
    void keyThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> read("vms:\n  - name: a\nvms:\n  - name: b\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("line 3");
    }

    @ParameterizedTest
    @CsvSource({"500us, 500000", "500µs, 500000", "1.5ms, 1500000", "2s, 2000000000", "3 m, 180000000000", "7ns, 7"})
    void readsTimes(String text, long nanos) {
        assertThat(Quantity.duration(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @CsvSource({"1", "-1s", "1h", "1e9s", "0.0000000001s", "999999999999m", "1.s", "''", "١s"})
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> Quantity.duration(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("write it like 500us");
    }
}
