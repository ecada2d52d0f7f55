package org.polyvisor.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.hypervisor.Outcome;

/** Boots Debian's unmodified kernels. */
@Timeout(600)
class DebianBootIT {
    private static final String GUEST = "trixie-cloud";

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void debianReachesAShellRunsCommandsAndPowersOff(int cpus) throws Exception {
        try (RunningGuest guest = RunningGuest.linux(GUEST, cpus, "")) {
            guest.await(RunningGuest.PROMPT);

            String answer = guest.run("echo $((6 * 7)) $(nproc) $(uname -m)");
            guest.type("poweroff\n");

            assertThat(answer).isEqualTo("42 " + cpus + " aarch64");
            assertThat(guest.end()).isEqualTo(new Outcome.PoweredOff());
        }
    }

    @Test
    void diskIsReadAndWrittenThroughVirtio(@TempDir Path folder) throws Exception {
        byte[] content = new byte[8 << 20];
        new Random(1).nextBytes(content);
        Path data = Files.write(folder.resolve("data.img"), content);
        Path target = Files.write(folder.resolve("target.img"), new byte[8 << 20]);

        try (RunningGuest guest =
                RunningGuest.linux(GUEST, 2, "", new DiskConfig(data, true), new DiskConfig(target, false))) {
            guest.await(RunningGuest.PROMPT);
            String sum = guest.run("sha256sum /dev/vda");
            guest.run("dd if=/dev/vda of=/dev/vdb bs=1M; sync");
            String refused = guest.run("echo x > /dev/vda && echo written");
            guest.type("poweroff\n");

            assertThat(sum).startsWith(sha256(content));
            assertThat(refused).doesNotContain("written");
            assertThat(guest.end()).isEqualTo(new Outcome.PoweredOff());
        }
        assertThat(target).hasBinaryContent(content);
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void kernelPanicEndsTheMachineAndIsReported() throws Exception {
        try (RunningGuest guest = RunningGuest.linux(GUEST, 1, "rdinit=/nowhere root=/dev/nothing")) {
            Outcome outcome = guest.end();

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Panicked.class,
                            panic -> assertThat(panic.message()).contains("Unable to mount root fs"));
        }
    }

    @Test
    void rebootRestartsTheMachine() throws Exception {
        try (RunningGuest guest = RunningGuest.linux(GUEST, 2, "")) {
            guest.await(RunningGuest.PROMPT);
            guest.run("touch /root/before");

            guest.type("reboot\n");
            guest.await(RunningGuest.PROMPT);

            assertThat(guest.run("ls /root")).doesNotContain("before");
        }
    }

    @Test
    void suspendedGuestIsWokenByItsClock() throws Exception {
        try (RunningGuest guest = RunningGuest.linux(GUEST, 2, "")) {
            guest.await(RunningGuest.PROMPT);

            guest.run("echo +2 > /sys/class/rtc/rtc0/wakealarm; echo deep > /sys/power/mem_sleep");
            guest.run("echo mem > /sys/power/state");

            assertThat(guest.run("dmesg")).contains("Disabling non-boot CPUs", "CPU1 is up", "PM: suspend exit");
            assertThat(guest.run("nproc")).isEqualTo("2");
        }
    }

    @Test
    void suspendedGuestIsWokenByResume() throws Exception {
        try (RunningGuest guest = RunningGuest.linux(GUEST, 2, "")) {
            guest.await(RunningGuest.PROMPT);
            suspend(guest);

            guest.machine().resume();
            guest.await("woken");
            guest.await(RunningGuest.PROMPT);

            assertThat(guest.run("nproc")).isEqualTo("2");
        }
    }

    @Test
    void suspendedGuestIsWokenByItsPowerKeyAndHearsIt() throws Exception {
        try (RunningGuest guest = RunningGuest.linux(GUEST, 2, "")) {
            guest.await(RunningGuest.PROMPT);
            guest.run("until pidof acpid; do sleep 0.1; done");
            suspend(guest);

            guest.machine().pressPowerKey();

            assertThat(guest.end()).isEqualTo(new Outcome.PoweredOff());
        }
    }

    private static void suspend(RunningGuest guest) throws InterruptedException {
        guest.type("echo mem > /sys/power/state; echo wo''ken\n");
        while (!guest.machine().state().equals("suspended")) {
            Thread.sleep(10);
        }
    }

    @Test
    void pausedGuestStandsStillAndGoesOn() throws Exception {
        try (RunningGuest guest = RunningGuest.linux(GUEST, 2, "")) {
            guest.await(RunningGuest.PROMPT);
            guest.machine().pause();
            int before = guest.output().length();
            guest.type("echo resumed\n");
            Thread.sleep(500);
            int during = guest.output().length();

            guest.machine().resume();
            guest.await("resumed");

            assertThat(during).isEqualTo(before);
        }
    }

    /** ext2 notes in its superblock whether it was let go: s_state, at byte 58, is 1 then. */
    @Test
    void powerKeyEndsProgramsAndLetsFileSystemsGo(@TempDir Path folder) throws Exception {
        Path disk = Files.write(folder.resolve("disk.img"), new byte[8 << 20]);

        try (RunningGuest guest = RunningGuest.linux(GUEST, 2, "", new DiskConfig(disk, false))) {
            guest.await(RunningGuest.PROMPT);
            guest.run("mke2fs /dev/vda >/dev/null && mount /dev/vda /mnt && until pidof acpid; do sleep 0.1; done");
            guest.type("cd /mnt && sleep 1000 >file\n");
            guest.machine().pressPowerKey();

            assertThat(guest.end()).isEqualTo(new Outcome.PoweredOff());
        }
        assertThat(Files.readAllBytes(disk)).startsWith(new byte[1024]).satisfies(bytes -> {
            assertThat(bytes[1024 + 56]).isEqualTo((byte) 0x53);
            assertThat(bytes[1024 + 58]).isEqualTo((byte) 1);
        });
    }
}
