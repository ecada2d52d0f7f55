package org.polyvisor.bench.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.BenchException;

/**
 * QEMU's emulator in the form that was found to serve it best: a plain Armv8.0 processor (richer models make kernels do
 * more work), a thread for each CPU, no devices that the comparison does not use.
 */
public final class Qemu implements Hypervisor {
    /** The program's name on the path. */
    public static final String PROGRAM = "qemu-system-aarch64";

    private static final Pattern NUMBERS = Pattern.compile("[0-9]+\\.[0-9]+");

    private final String program;
    private final String version;
    private final boolean counting;

    private Qemu(String program, String version, boolean counting) {
        this.program = program;
        this.version = version;
        this.counting = counting;
    }

    /**
     * @param program name on the path, or path
     * @throws BenchException if it does not run
     */
    public static Qemu find(String program) throws BenchException {
        String first = HostCommand.firstLine(List.of(program, "--version"));
        if (first == null) {
            throw new BenchException(
                    "%s does not run: install qemu-system-arm, or name one with --peer PATH".formatted(program));
        }
        return new Qemu(program, first.replace("emulator version ", ""), false);
    }

    /** The same, with a clock that advances by one nanosecond with each guest instruction. */
    public Qemu counting() {
        return new Qemu(program, version, true);
    }

    @Override
    public String name() {
        Matcher numbers = NUMBERS.matcher(version);
        return numbers.find() ? "qemu " + numbers.group() : "qemu";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<String> command(MachineSpec machine) {
        List<String> command = new ArrayList<>(List.of(
                program,
                "-M",
                "virt,gic-version=3",
                "-cpu",
                "cortex-a57",
                "-smp",
                Integer.toString(machine.cpus()),
                "-m",
                Integer.toString(machine.memoryMib()),
                "-nographic",
                "-nic",
                "none"));
        if (counting) {
            command.addAll(List.of("-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off"));
        } else {
            command.addAll(List.of("-accel", "tcg,thread=multi"));
        }
        addFile(command, "-bios", machine.firmware());
        addFile(command, "-kernel", machine.kernel());
        addFile(command, "-initrd", machine.initrd());
        if (!machine.commandLine().isEmpty()) {
            command.addAll(List.of("-append", machine.commandLine()));
        }
        machine.disks().forEach(disk -> command.addAll(List.of("-drive", "if=virtio,format=raw,file=" + disk)));
        return command;
    }

    private static void addFile(List<String> command, String option, @Nullable Object file) {
        if (file != null) {
            command.add(option);
            command.add(file.toString());
        }
    }
}
