package org.polyvisor.guests.initramfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BusyBoxTest {
    @Test
    void commandsAreReadUpToTheEmptyName() {
        byte[] executable = bytes("ELF code [\0 more\0[\0[[\0busybox\0cat\0sh\0\0/var/log\0");

        assertThat(BusyBox.commands(executable)).containsExactly("[", "[[", "busybox", "cat", "sh");
    }

    @Test
    void startThatIsNotTheListIsPassedOver() {
        byte[] executable = bytes("x\0[\0[[\0nothing\0\0 y\0[\0[[\0busybox\0sh\0\0");

        assertThat(BusyBox.commands(executable)).containsExactly("[", "[[", "busybox", "sh");
    }

    @Test
    void executableWithoutListIsRefused() {
        assertThatThrownBy(() -> BusyBox.commands(bytes("nothing here"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
