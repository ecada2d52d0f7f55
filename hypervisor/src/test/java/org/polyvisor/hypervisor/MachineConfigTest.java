package org.polyvisor.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineConfigTest {
    private static final BootSource BOOT = new BootSource.Firmware(Path.of("firmware.bin"));

    private static MachineConfig config(long memory, int cpus, List<DiskConfig> disks) {
        return new MachineConfig("vm", memory, cpus, BOOT, disks, ConsoleDevice.UART, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 9, Integer.MAX_VALUE})
    void refusesImpossibleNumbersOfCpus(int cpus) {
        assertThatThrownBy(() -> config(512 << 20, cpus, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("%d CPUs are not possible: give a number from 1 to 8".formatted(cpus));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 1, 31L << 20, 256L << 30, Long.MAX_VALUE})
    void refusesImpossibleAmountsOfMemory(long memory) {
        assertThatThrownBy(() -> config(memory, 1, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("of memory are not possible: give a size from 32 MiB to 255 GiB");
    }

    @Test
    void refusesMemoryThatIsNotWholePagesOfTwoMiB() {
        assertThatThrownBy(() -> config((512L << 20) + 4096, 1, List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("multiple of 2M");
    }

    @Test
    void refusesMoreDisksThanTheBoardHasSlotsFor() {
        List<DiskConfig> disks = Collections.nCopies(25, new DiskConfig(Path.of("d.img"), true));

        assertThatThrownBy(() -> config(512 << 20, 1, disks)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void acceptsTheLimits() {
        assertThat(config(MachineConfig.MAX_MEMORY, MachineConfig.MAX_CPUS, List.of())
                        .cpus())
                .isEqualTo(8);
    }
}
