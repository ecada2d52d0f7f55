package org.polyvisor.bench.realtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCommand;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.prepare.DebianGuest;
import org.polyvisor.bench.prepare.Guests;
import org.polyvisor.bench.prepare.PackageDisk;
import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.guests.GuestCommand;
import org.polyvisor.guests.initramfs.CpioWriter;

/** The guests of the rows. */
final class PhoneGuests {
    /** What a neighbour prints when its load is on. */
    static final String LOADED = "NEIGHBOUR is loaded";

    private static final int SMALL_MIB = 128;
    private static final int DEBIAN_MIB = 512;
    private static final List<String> CYCLICTEST = List.of("rt-tests", "libnuma1", "libc6");
    private static final String CONSOLE = "console=ttyAMA0 kpti=off quiet ";
    private static final String STRESS =
            "stress-ng --cpu 2 --vm 1 --vm-bytes 128M --hdd 1 --hdd-bytes 64M --switch 1 --temp-path /tmp --timeout 0";
    private static final String LIGHT_LOAD = "(while :; do dd if=/dev/zero of=/tmp/x bs=64k count=64 2>/dev/null;"
            + " sha256sum /tmp/x >/dev/null; done) & echo " + LOADED + "; while :; do :; done";

    private final PhoneLab lab;

    PhoneGuests(PhoneLab lab) {
        this.lab = lab;
    }

    /** The real-time baseband; it prints its RESULT after {@code seconds} and switches itself off. */
    GuestWords baseband(int seconds) throws BenchException {
        return bare("frames=lte load=30 report=0 poweroff=1 seconds=" + seconds);
    }

    /** The same with nothing to do. */
    GuestWords idleBaseband() throws BenchException {
        return bare("frames=none report=0");
    }

    private GuestWords bare(String words) throws BenchException {
        Path image = lab.work().resolve("baseband.img");
        if (!Files.exists(image)) {
            Path build = lab.root().resolve("guests/baseband/build");
            HostCommand.firstLine(List.of(build.toString(), image.toString()));
            if (!Files.exists(image)) {
                throw new BenchException("%s failed: see what it says by itself".formatted(build));
            }
        }
        return new GuestWords(new MachineSpec(image, null, words, List.of(), SMALL_MIB, 1));
    }

    /** A small Linux that runs a shell command; {@code /bin/probe} is bench/phone/probe.c. */
    GuestWords shell(String command) throws BenchException {
        BuiltGuest guest = Guests.ensure("trixie-cloud");
        String line = CONSOLE + GuestCommand.kernelParameter(command);
        return new GuestWords(new MachineSpec(Guests.kernel(guest), probeDisk(guest), line, List.of(), SMALL_MIB, 1));
    }

    /** The neighbour: Debian under stress-ng, or a small Linux in the light form. */
    GuestWords neighbour(String role) throws BenchException {
        return lab.light()
                ? shell(LIGHT_LOAD)
                : debian(role, "echo %s >/dev/console; exec %s".formatted(LOADED, STRESS));
    }

    /** Debian's real-time kernel, which runs cyclictest, prints its figures, and switches itself off. */
    GuestWords cyclictest(int loops) throws BenchException {
        BuiltGuest guest = Guests.ensure("trixie-rt");
        Path disk = lab.work().resolve("cyclictest.tar");
        if (!Files.exists(disk)) {
            PackageDisk.make("trixie", CYCLICTEST, List.of(), lab.work().resolve("cyclictest-root"), disk);
        }
        // It sleeps at the end because that of a session discards what its terminal has not sent yet.
        String command = PackageDisk.UNPACK
                + " && echo STARTS && chroot /t /usr/bin/cyclictest -q -m -p 90 -i 1000 -h 20000 -l %d --json=/result >/dev/null"
                        .formatted(loops)
                + "; echo CYCLICTEST $(tr -d '\\n' </t/result); sleep 2";
        String line = CONSOLE + GuestCommand.kernelParameter(command);
        return new GuestWords(
                new MachineSpec(Guests.kernel(guest), Guests.initrd(guest), line, List.of(disk), DEBIAN_MIB, 1));
    }

    private GuestWords debian(String role, String command) throws BenchException {
        DebianGuest debian = DebianGuest.ensure(lab.bench());
        String line = "%s kpti=off systemd.run=\"/bin/sh -c '%s'\"".formatted(debian.commandLine(), command);
        Path disk = debian.copyDisk(lab.work().resolve("debian-%s.img".formatted(role)));
        return new GuestWords(new MachineSpec(debian.kernel(), debian.initrd(), line, List.of(disk), DEBIAN_MIB, 1));
    }

    private Path probeDisk(BuiltGuest guest) throws BenchException {
        Path disk = lab.work().resolve("probe-initrd.img");
        if (Files.exists(disk)) {
            return disk;
        }
        Path program = lab.work().resolve("probe");
        Path source = lab.bench().resolve("phone/probe.c");
        HostCommand.firstLine(
                List.of("aarch64-linux-gnu-gcc", "-O2", "-static", "-o", program.toString(), source.toString()));
        if (!Files.exists(program)) {
            throw new BenchException(
                    "cannot compile %s: apt-get install gcc-aarch64-linux-gnu libc6-dev-arm64-cross".formatted(source));
        }
        try (OutputStream out = Files.newOutputStream(disk)) {
            Files.copy(Guests.initrd(guest), out);
            GZIPOutputStream gzip = new GZIPOutputStream(out);
            CpioWriter cpio = new CpioWriter(gzip);
            cpio.file("bin/probe", 0755, Files.readAllBytes(program));
            cpio.finish();
            gzip.finish();
            return disk;
        } catch (IOException e) {
            throw new BenchException("cannot write %s: %s".formatted(disk, e.getMessage()), e);
        }
    }
}
