package org.polyvisor.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.hypervisor.channel.ChannelSpec;
import org.polyvisor.hypervisor.channel.ChannelSpec.As;
import org.polyvisor.hypervisor.channel.ChannelSpec.End;
import org.polyvisor.hypervisor.channel.Channels;

/** Channels between machines, through the drivers of an unmodified Debian kernel. */
@Timeout(900)
class ChannelIT {
    private static final String GUEST = "trixie-cloud";
    private static final int BYTES = 1 << 20;

    /** The port's device file, since the small guest has no udev that makes links by name. */
    private static final String PORT =
            "port=/dev/$(basename $(dirname $(grep -lx line /sys/class/virtio-ports/*/name)))";

    private final Channels channels = new Channels(List.of(
            new ChannelSpec(
                    "line",
                    ChannelSpec.Type.SERIAL,
                    new End("a", As.UART, "line"),
                    new End("b", As.VIRTIO_PORT, "line")),
            ChannelSpec.between("net", ChannelSpec.Type.LINK, "a", "b")));

    private RunningGuest start(String vm) {
        return RunningGuest.linux(vm, channels, GUEST, "");
    }

    private static void setUp(RunningGuest guest, String address) throws InterruptedException {
        guest.await(RunningGuest.PROMPT);
        guest.run("head -c %d /dev/urandom > /tmp/data; ip addr add %s/24 dev eth0; ip link set eth0 up"
                .formatted(BYTES, address));
    }

    private static String sum(RunningGuest guest, String file) throws InterruptedException {
        return guest.run("sha256sum < " + file);
    }

    @Test
    void bytesCrossASerialChannelBothWays() throws Exception {
        try (RunningGuest a = start("a");
                RunningGuest b = start("b")) {
            setUp(a, "10.0.0.1");
            setUp(b, "10.0.0.2");
            a.run("stty -F /dev/ttyAMA1 raw -echo");
            b.run(PORT);

            a.run("cat /tmp/data > /dev/ttyAMA1 &");
            b.run("head -c %d $port > /tmp/got".formatted(BYTES));
            // Linux throws away what a PL011 has received before it is opened.
            a.run("head -c %d /dev/ttyAMA1 > /tmp/got & sleep 1".formatted(BYTES));
            b.run("cat /tmp/data > $port &");
            a.run("wait");
            // Also lets the shells say that their jobs are done, before their words count.
            b.run("wait");

            assertThat(sum(b, "/tmp/got")).isEqualTo(sum(a, "/tmp/data"));
            assertThat(sum(a, "/tmp/got")).isEqualTo(sum(b, "/tmp/data"));
        }
    }

    @Test
    void packetsCrossALinkAlsoAfterOneMachineHasRestarted() throws Exception {
        try (RunningGuest a = start("a");
                RunningGuest b = start("b")) {
            setUp(a, "10.0.0.1");
            setUp(b, "10.0.0.2");
            String ping = a.run("ping -c 3 10.0.0.2");
            transfer(a, b);
            b.machine().reset();
            setUp(b, "10.0.0.2");
            transfer(a, b);

            assertThat(ping).contains("3 packets received");
            assertThat(sum(b, "/tmp/got")).isEqualTo(sum(a, "/tmp/data"));
        }
    }

    private static void transfer(RunningGuest from, RunningGuest to) throws InterruptedException {
        to.run("rm -f /tmp/got; nc -l -p 5000 > /tmp/got & sleep 1");
        from.run("nc -w 30 10.0.0.2 5000 < /tmp/data");
        to.run("wait");
        assertThat(sum(to, "/tmp/got")).isEqualTo(sum(from, "/tmp/data"));
    }

    @Test
    void machineWithoutAGrantSeesNoneOfTheDevices() throws Exception {
        try (RunningGuest c = start("c")) {
            c.await(RunningGuest.PROMPT);

            assertThat(c.run("ls /sys/class/tty | grep ttyAMA")).isEqualTo("ttyAMA0");
            assertThat(c.run("ls /sys/class/net")).isEqualTo("lo");
            assertThat(c.run("ls /sys/class/virtio-ports 2>/dev/null | wc -l")).isEqualTo("0");
            assertThat(c.run("ls /proc/device-tree | grep -c pl011")).isEqualTo("1");
        }
    }
}
