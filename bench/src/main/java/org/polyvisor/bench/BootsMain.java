package org.polyvisor.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.polyvisor.bench.machine.Console;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.Polyvisor;
import org.polyvisor.bench.machine.Qemu;
import org.polyvisor.bench.machine.RunningMachine;
import org.polyvisor.bench.prepare.Guests;
import org.polyvisor.guests.BuiltGuest;

/**
 * {@code bench/boots}: boots Debian's kernels to the shell with one and four CPUs, has a command computed there, switches
 * off. Ends with 0 when all did, with 1 when one did not, with 2 when it could not start.
 */
public final class BootsMain {
    private static final List<String> KERNELS =
            List.of("trixie", "bookworm", "sid", "trixie-cloud", "trixie-16k", "trixie-rt");
    private static final int[] CPUS = {1, 4};
    private static final String USAGE = """
            usage: bench/boots [--qemu] [KERNEL...]

            Boots each kernel (all: %s) with 1 and with 4 CPUs
            to the shell, has a command computed there, switches off, and prints how long that took.
              --qemu   boots them with QEMU instead
            """.formatted(String.join(", ", KERNELS));

    private static final int MEMORY_MIB = 512;
    /** What the prompts of all releases of busybox have in common. */
    private static final String PROMPT = "@polyvisor:";

    private static final String FORMAT = "%-14s %-24s %4s %10s %10s %8s  %s%n";
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(2);
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);

    private BootsMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            List<String> kernels = new ArrayList<>();
            boolean qemu = false;
            for (String argument : arguments) {
                switch (argument) {
                    case "--help", "-h" -> {
                        out.print(USAGE);
                        return 0;
                    }
                    case "--qemu" -> qemu = true;
                    default -> kernels.add(argument);
                }
            }
            Hypervisor hypervisor = qemu
                    ? Qemu.find(Qemu.PROGRAM)
                    : Polyvisor.find(Path.of(System.getProperty("polyvisor.root", ".")), List.of());
            return bootAll(hypervisor, kernels.isEmpty() ? KERNELS : kernels, out);
        } catch (BenchException e) {
            err.println("bench: " + e.getMessage());
            return 2;
        }
    }

    private static int bootAll(Hypervisor hypervisor, List<String> kernels, PrintStream out) throws BenchException {
        out.printf("%s%n%n", hypervisor.version());
        out.printf(FORMAT, "kernel", "release", "cpus", "prompt s", "cpu s", "total s", "");
        boolean good = true;
        for (String kernel : kernels) {
            BuiltGuest guest = Guests.ensure(kernel);
            for (int cpus : CPUS) {
                good &= boot(hypervisor, guest, cpus, out);
            }
        }
        return good ? 0 : 1;
    }

    private static boolean boot(Hypervisor hypervisor, BuiltGuest guest, int cpus, PrintStream out)
            throws BenchException {
        MachineSpec spec = new MachineSpec(
                Guests.kernel(guest), Guests.initrd(guest), "console=ttyAMA0", List.of(), MEMORY_MIB, cpus);
        String prompt = "-";
        String processor = "-";
        try (RunningMachine machine = RunningMachine.start(hypervisor, spec, HostCores.ALL)) {
            Console console = machine.console();
            console.await(PROMPT, BOOT_LIMIT);
            prompt = seconds(machine.age());
            processor = seconds(machine.use().cpuNanos() / 1e9);
            // The echo of the command does not contain its answer.
            console.type("echo answer:$(uname -r):$(grep -c ^processor /proc/cpuinfo):$((6 * 7))\n");
            console.await("answer:%s:%d:42".formatted(guest.version(), cpus), COMMAND_LIMIT);
            console.await(PROMPT, COMMAND_LIMIT);
            console.type("poweroff\n");
            int status = machine.awaitEnd(COMMAND_LIMIT);
            out.printf(
                    FORMAT,
                    guest.name(),
                    guest.version(),
                    cpus,
                    prompt,
                    processor,
                    seconds(machine.age()),
                    status == 0 ? "good" : "FAILED: exit status " + status);
            return status == 0;
        } catch (BenchException e) {
            out.printf(
                    FORMAT, guest.name(), guest.version(), cpus, prompt, processor, "-", "FAILED: " + e.getMessage());
            return false;
        }
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }
}
