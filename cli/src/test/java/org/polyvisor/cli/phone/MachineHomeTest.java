package org.polyvisor.cli.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineHomeTest {
    @Test
    void machinesOfTheUserAreInTheDataFolder() {
        MachineHome home = MachineHome.of(Map.of("XDG_DATA_HOME", "/data"), "/home/me", "vm");

        assertThat(home.disk("debian")).isEqualTo(Path.of("/data/polyvisor/vm-debian.img"));
    }

    @Test
    void relativeDataFolderIsIgnored() {
        MachineHome home = MachineHome.of(Map.of("XDG_DATA_HOME", "data"), "/home/me", "vm");

        assertThat(home.disk("debian")).isEqualTo(Path.of("/home/me/.local/share/polyvisor/vm-debian.img"));
    }

    @Test
    void machinesNameStaysInItsFolder() {
        MachineHome home = new MachineHome(Path.of("/phones"), "../my work");

        assertThat(home.disk("debian")).isEqualTo(Path.of("/phones/.._my_work-debian.img"));
    }
}
