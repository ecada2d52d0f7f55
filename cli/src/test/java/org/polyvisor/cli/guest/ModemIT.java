package org.polyvisor.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.hypervisor.channel.ChannelSpec;
import org.polyvisor.hypervisor.channel.ChannelSpec.As;
import org.polyvisor.hypervisor.channel.ChannelSpec.End;
import org.polyvisor.hypervisor.channel.ChannelSpec.Type;
import org.polyvisor.hypervisor.channel.Channels;

/**
 * Debian's ModemManager, unmodified, in two machines, each with a modem in a machine of its own, and the air between
 * the modems. Takes minutes and two copies of a 1 GiB image: {@code -Dpolyvisor.modem=true}.
 */
@EnabledIfSystemProperty(named = "polyvisor.modem", matches = "true")
@Timeout(3600)
class ModemIT {
    private static final String PROMPT = "root@polyvisor:~# ";
    private static final String LOGIN = "systemd.set_credential=agetty.autologin:root";

    private static ChannelSpec modem(String vm) {
        return new ChannelSpec(
                "modem-" + vm,
                Type.SERIAL,
                new End("baseband-" + vm, As.VIRTIO_PORT, "modem"),
                new End(vm, As.UART, "modem"));
    }

    private final Channels channels = new Channels(List.of(
            modem("a"),
            modem("b"),
            new ChannelSpec(
                    "air",
                    Type.SERIAL,
                    new End("baseband-a", As.VIRTIO_PORT, "air"),
                    new End("baseband-b", As.VIRTIO_PORT, "air"))));

    private RunningGuest baseband(String vm, String number) {
        return RunningGuest.linux(
                "baseband-" + vm, channels, "baseband", "frames=none report=0 at=virtio number=" + number);
    }

    private RunningGuest debian(String vm, Path folder) throws Exception {
        Path disk = Files.copy(
                Objects.requireNonNull(TestGuests.get("debian-modem").disk()), folder.resolve(vm + ".img"));
        return RunningGuest.linux(vm, channels, "debian-modem", LOGIN, new DiskConfig(disk, false));
    }

    /** Repeats a command in the guest until its output has {@code wanted}; returns the output. */
    private static String until(RunningGuest guest, String command, String wanted) throws InterruptedException {
        return guest.run("for i in $(seq 120); do o=$(%s 2>&1); case \"$o\" in *'%s'*) break;; esac; sleep 1; done; echo \"$o\""
                .formatted(command, wanted));
    }

    private static String last(String paths) {
        return paths.strip().replaceAll("(?s).*(/org/freedesktop/[^ ]+).*", "$1");
    }

    @Test
    void modemManagerRegistersSendsMessagesAndMakesACall(@TempDir Path folder) throws Exception {
        try (RunningGuest basebandA = baseband("a", "+491701");
                RunningGuest basebandB = baseband("b", "+491702");
                RunningGuest a = debian("a", folder);
                RunningGuest b = debian("b", folder)) {
            for (RunningGuest guest : List.of(a, b)) {
                guest.await(PROMPT);
                assertThat(until(guest, "mmcli -m any --enable", "success")).contains("success");
                assertThat(until(guest, "mmcli -m any", "state: registered")).contains("registered");
            }
            String modem = a.run("mmcli -m any");
            System.out.println(modem);
            assertThat(modem).contains("operator name").contains("signal quality");

            sendMessage(a, b, "+491702", "Hello from A");
            sendMessage(b, a, "+491701", "Hello from B");
            call(a, b);
            System.out.println(a.output());
            System.out.println(b.output());
        }
    }

    private static void sendMessage(RunningGuest from, RunningGuest to, String number, String text)
            throws InterruptedException {
        String made = from.run("mmcli -m any --messaging-create-sms=\"number=%s,text='%s'\"".formatted(number, text));
        assertThat(from.run("mmcli -s %s --send".formatted(last(made)))).contains("success");

        String listed = until(to, "mmcli -m any --messaging-list-sms", "received");
        assertThat(to.run("mmcli -s " + last(listed))).contains(text);
    }

    private static void call(RunningGuest from, RunningGuest to) throws InterruptedException {
        String made = from.run("mmcli -m any --voice-create-call='number=+491702'");
        String out = last(made);
        assertThat(from.run("mmcli -o %s --start".formatted(out))).contains("success");
        String in = last(until(to, "mmcli -m any --voice-list-calls", "ringing-in"));
        assertThat(until(from, "mmcli -o " + out, "ringing-out")).contains("ringing-out");
        assertThat(to.run("mmcli -o %s --accept".formatted(in))).contains("success");
        assertThat(until(from, "mmcli -o " + out, "active")).contains("active");
        assertThat(until(to, "mmcli -o " + in, "active")).contains("active");
        assertThat(from.run("mmcli -o %s --hangup".formatted(out))).contains("success");
        assertThat(until(to, "mmcli -o " + in, "terminated")).contains("terminated");
        assertThat(until(from, "mmcli -o " + out, "terminated")).contains("terminated");
    }
}
