package org.polyvisor.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.polyvisor.cli.phone.BootChoice;
import org.polyvisor.cli.phone.MachineHome;
import org.polyvisor.cli.phone.PhoneBuilder;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Sizes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code polyvisor up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a phone: the VMs that a file describes, or without one a single Debian guest with 512 MiB and two"
                    + " CPUs, whose shell gets this terminal.",
            "",
            "The first start fetches the guest from Debian and keeps it in the folder ~/.cache/polyvisor.",
            ""
        },
        footerHeading = "%nA phone's file:%n",
        footer = {
            "  name: my phone",
            "  vms:",
            "    - name: personal",
            "      guest: trixie-cloud      # see 'polyvisor guests list'; or kernel, initrd and append; or firmware",
            "      memory: 512M             # this is the default",
            "      cpus: 2                  # this too",
            "      console: uart            # or virtio",
            "      disks:",
            "        - data.img             # paths start at this file's folder",
            "        - path: system.img",
            "          readOnly: true",
            "",
            "Keys: Ctrl-A x ends all VMs, Ctrl-A c opens a monitor, Ctrl-A a sends a Ctrl-A, Ctrl-A h helps.",
            "",
        })
final class UpCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "phone.yaml",
            description = "The file that describes the phone; the default phone if missing.")
    private @Nullable Path file;

    @Override
    public Integer call() throws GuestBuildException {
        return Launcher.run(resolver -> file == null
                ? List.of(new MachineConfig(
                        "phone",
                        Sizes.parse(PhoneBuilder.DEFAULT_MEMORY),
                        PhoneBuilder.DEFAULT_CPUS,
                        resolver.resolve(new BootChoice(null, null, null, null, ""), MachineHome.ofUser("phone"))
                                .source(),
                        List.of(),
                        ConsoleDevice.UART,
                        null))
                : new PhoneBuilder(resolver).build(file));
    }
}
