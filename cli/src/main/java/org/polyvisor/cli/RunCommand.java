package org.polyvisor.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.polyvisor.cli.phone.Boot;
import org.polyvisor.cli.phone.BootChoice;
import org.polyvisor.cli.phone.MachineHome;
import org.polyvisor.cli.phone.PhonePlan;
import org.polyvisor.gdb.GdbAddress;
import org.polyvisor.gdb.GdbException;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.hypervisor.EngineChoice;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Sizes;
import org.polyvisor.hypervisor.TranslationOutput;
import org.polyvisor.hypervisor.phone.Phone;
import org.polyvisor.hypervisor.phone.PhoneSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code polyvisor run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Runs a single machine, with its console on this terminal, until it is switched off.", ""},
        footerHeading = "%nExamples:%n",
        footer = {
            "  polyvisor run --guest bookworm --cpus 4",
            "  polyvisor run --kernel Image --initrd initrd.img --append 'quiet' --memory 1G",
            "  polyvisor run --kernel Image --append root=/dev/vda --disk debian.img --disk tools.img,ro",
            "  polyvisor run --firmware u-boot.bin",
            "",
            "Keys: Ctrl-A x ends the machine, Ctrl-A c opens a monitor, Ctrl-A a sends a Ctrl-A, Ctrl-A h helps.",
            "",
        })
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--guest",
            paramLabel = "NAME",
            description = "Boot this recipe of 'polyvisor guests list'; built first if need be. If it has a disk, the"
                    + " machine gets a copy, kept for its next start as ~/.local/share/polyvisor/MACHINE-NAME.img.")
    private @Nullable String guest;

    @Option(names = "--kernel", paramLabel = "FILE", description = "A Linux Image, or an ELF program.")
    private @Nullable Path kernel;

    @Option(names = "--initrd", paramLabel = "FILE", description = "The kernel's initial RAM disk.")
    private @Nullable Path initrd;

    @Option(names = "--append", paramLabel = "TEXT", description = "The kernel's command line.", defaultValue = "")
    private String append = "";

    @Option(
            names = "--firmware",
            paramLabel = "FILE",
            description = "A firmware image, mapped at address 0, instead of a kernel.")
    private @Nullable Path firmware;

    @Option(
            names = "--disk",
            paramLabel = "FILE[,ro]",
            converter = DiskConverter.class,
            description = "A raw disk image; with ',ro' the guest may only read it. May be repeated.")
    private List<DiskConfig> disks = new ArrayList<>();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            defaultValue = "512M",
            converter = SizeConverter.class,
            description = "The machine's RAM, such as 512M or 2G; default ${DEFAULT-VALUE}.")
    private long memory;

    @Option(
            names = "--cpus",
            paramLabel = "N",
            defaultValue = "1",
            description = "The number of CPUs, 1 to 8; default ${DEFAULT-VALUE}.")
    private int cpus;

    @Option(
            names = "--console",
            paramLabel = "DEVICE",
            defaultValue = "uart",
            description = "What carries the console: uart (ttyAMA0) or virtio (hvc0); default ${DEFAULT-VALUE}.")
    private ConsoleDevice console = ConsoleDevice.UART;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "best",
            description =
                    "What executes the guest: translator (fast), interpreter (portable, memory-safe), lockstep (both,"
                            + " stops where they differ), or best: the translator where the host lets it run;"
                            + " default ${DEFAULT-VALUE}.")
    private EngineChoice engine = EngineChoice.BEST;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write every block that is translated there: instructions, micro-operations, host code;"
                    + " disassembled where llvm-mc (Debian: package llvm) is installed.")
    private @Nullable Path trace;

    @Option(names = "--stats", description = "Tell at the end what the translator has done.")
    private boolean statistics;

    @Option(names = "--perf-map", description = "Tell Linux's perf which host code belongs to which guest code.")
    private boolean perfMap;

    @Option(
            names = "--gdb",
            paramLabel = "[HOST]:PORT[,wait]",
            converter = GdbConverter.class,
            description = "Wait for a debugger there, such as gdb-multiarch's 'target remote :1234'; with ',wait' the"
                    + " guest waits too.")
    private @Nullable GdbAddress gdb;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "vm",
            description = "What messages, and the files of its own, call it; default ${DEFAULT-VALUE}.")
    private String name = "vm";

    @Override
    public Integer call() throws GuestBuildException {
        TranslationOutput output = new TranslationOutput(trace, perfMap);
        explainTrace(output);
        BootChoice choice = new BootChoice(guest, kernel, initrd, firmware, append, console);
        Launcher.Plan plan = resolver -> {
            Boot boot = resolver.resolve(choice, MachineHome.ofUser(name));
            return PhonePlan.of(new MachineConfig(
                    name, memory, cpus, boot.source(), boot.disksWith(disks), console, gdb, engine, output));
        };
        PhonePlan made = Launcher.prepare(plan);
        return Launcher.run(new Phone(PhoneSpec.unbound(name, cpus, made.vms())), statistics);
    }

    private static void explainTrace(TranslationOutput output) {
        String obstacle = output.obstacle();
        if (obstacle != null) {
            System.err.println("polyvisor: the trace has bytes in place of disassembly: " + obstacle);
        }
    }

    /** Reads {@code FILE[,ro]}. */
    static final class DiskConverter implements ITypeConverter<DiskConfig> {
        private static final String READ_ONLY = ",ro";

        @Override
        public DiskConfig convert(String value) {
            return value.endsWith(READ_ONLY)
                    ? new DiskConfig(Path.of(value.substring(0, value.length() - READ_ONLY.length())), true)
                    : new DiskConfig(Path.of(value), false);
        }
    }

    /** Reads a debugger's address. */
    static final class GdbConverter implements ITypeConverter<GdbAddress> {
        @Override
        public GdbAddress convert(String value) {
            try {
                return GdbAddress.parse(value);
            } catch (GdbException e) {
                throw new ConfigurationException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** Reads a size. */
    static final class SizeConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return Sizes.parse(value);
        }
    }
}
