package org.polyvisor.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.polyvisor.cli.phone.Boot;
import org.polyvisor.cli.phone.BootChoice;
import org.polyvisor.cli.phone.BootResolver;
import org.polyvisor.cli.phone.MachineHome;
import org.polyvisor.cli.phone.PhoneBuilder;
import org.polyvisor.cli.phone.PhoneFile;
import org.polyvisor.cli.phone.PhonePlan;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.phone.Phone;
import org.polyvisor.service.PhonePlaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polyvisor up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a phone: the VMs that a file describes, or without one a single Debian guest with 512 MiB and two"
                    + " CPUs, whose shell gets this terminal.",
            "",
            "A phone with several VMs shows what happens on it; 'polyvisor console VM' attaches to a console, and 'polyvisor"
                    + " ps', 'events', 'stop' and others talk to the running phone.",
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
            "      restart: {policy: on-failure}    # or always, never",
            "",
            "  docs/phone.md tells all keys; 'polyvisor schema' prints their JSON Schema.",
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

    @Option(
            names = {"-d", "--detach"},
            description = "Run the phone in the background, until 'polyvisor down'.")
    private boolean detach;

    @Option(names = "--background", hidden = true, description = "This is the process in the background.")
    private boolean background;

    @Option(names = "--as", hidden = true, description = "The name of a phone that has none.")
    private @Nullable String givenName;

    @Override
    public Integer call() throws GuestBuildException {
        if (detach) {
            String described = file == null ? null : PhoneFile.read(file).name();
            return new Detached(PhonePlaces.ofUser()).start(name(described));
        }
        PhonePlan plan = Launcher.prepare(resolver ->
                file == null ? PhonePlan.of(defaultMachine(resolver)) : new PhoneBuilder(resolver).build(file));
        Phone phone = new Phone(plan.spec(name(plan.name())));
        // Whoever has started this process in the background takes a phone that can be reached for one that runs.
        phone.prepare();
        if (plan.vms().size() == 1 && !background) {
            // Otherwise it is among the events, which are shown.
            phone.scheduler().weaknesses().forEach(weakness -> System.err.println("polyvisor: " + weakness));
        }
        try (PhoneHost host = PhoneHost.open(phone, PhonePlaces.ofUser(), background)) {
            return background ? host.awaitDown() : Launcher.run(phone, false);
        }
    }

    private static MachineConfig defaultMachine(BootResolver resolver) throws GuestBuildException {
        Boot boot = resolver.resolve(
                new BootChoice(null, null, null, null, "", ConsoleDevice.UART), MachineHome.ofUser("phone"));
        return new MachineConfig(
                "phone",
                PhoneBuilder.DEFAULT_MEMORY_BYTES,
                PhoneBuilder.DEFAULT_CPUS,
                boot.source(),
                List.of(),
                ConsoleDevice.UART,
                null);
    }

    /** A phone without a name takes one that no running phone has. */
    private String name(@Nullable String described) {
        if (described != null) {
            return described;
        }
        return givenName != null ? givenName : PhoneHost.freeName(PhonePlaces.ofUser());
    }
}
