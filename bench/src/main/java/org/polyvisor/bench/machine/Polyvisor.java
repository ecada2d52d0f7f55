package org.polyvisor.bench.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.BenchException;

/** Polyvisor, run as its users run it: by the launcher at the root of the sources. */
public final class Polyvisor implements Hypervisor {
    private final Path launcher;
    private final String version;
    private final List<String> options;

    private Polyvisor(Path launcher, String version, List<String> options) {
        this.launcher = launcher;
        this.version = version;
        this.options = options;
    }

    /**
     * Finds the launcher and lets it build, so that no measurement includes that.
     *
     * @param options more options for {@code polyvisor run}
     */
    public static Polyvisor find(Path root, List<String> options) throws BenchException {
        Path launcher = root.resolve("polyvisor");
        String version = HostCommand.firstLine(List.of(launcher.toString(), "--version"));
        if (version == null) {
            throw new BenchException("%s --version does not run: see what it says by itself".formatted(launcher));
        }
        return new Polyvisor(launcher, version, List.copyOf(options));
    }

    @Override
    public String name() {
        return "polyvisor";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<String> command(MachineSpec machine) {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "run"));
        command.addAll(options);
        command.addAll(List.of("--memory", machine.memoryMib() + "M", "--cpus", Integer.toString(machine.cpus())));
        addFile(command, "--firmware", machine.firmware());
        addFile(command, "--kernel", machine.kernel());
        addFile(command, "--initrd", machine.initrd());
        if (!machine.commandLine().isEmpty()) {
            command.addAll(List.of("--append", machine.commandLine()));
        }
        machine.disks().forEach(disk -> command.addAll(List.of("--disk", disk.toString())));
        return command;
    }

    private static void addFile(List<String> command, String option, @Nullable Path file) {
        if (file != null) {
            command.addAll(List.of(option, file.toString()));
        }
    }
}
