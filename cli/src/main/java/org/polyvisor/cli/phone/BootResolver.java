package org.polyvisor.cli.phone;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.guests.GuestBuilder;
import org.polyvisor.guests.GuestCatalog;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.DiskConfig;

/** Turns what a user said into what a machine starts with. */
public final class BootResolver {
    private final GuestBuilder guests;

    public BootResolver(GuestBuilder guests) {
        this.guests = guests;
    }

    /**
     * Finds what to boot; a recipe that is not in the cache is built.
     *
     * @throws ConfigurationException if the choice contradicts itself
     */
    public Boot resolve(BootChoice choice) throws GuestBuildException {
        int sources = count(choice.guest()) + count(choice.kernel()) + count(choice.firmware());
        if (sources > 1) {
            throw new ConfigurationException("give only one of guest, kernel and firmware");
        }
        if (choice.kernel() != null) {
            return new Boot(new BootSource.Kernel(choice.kernel(), choice.initrd(), choice.append()), List.of());
        }
        if (choice.firmware() != null) {
            refuseKernelOptions(choice);
            return new Boot(new BootSource.Firmware(choice.firmware()), List.of());
        }
        return ofGuest(choice, choice.guest() == null ? GuestCatalog.DEFAULT : choice.guest());
    }

    private Boot ofGuest(BootChoice choice, String name) throws GuestBuildException {
        BuiltGuest guest = guests.ensure(GuestCatalog.find(name));
        Path kernel = guest.kernel();
        if (kernel != null) {
            Path initrd = choice.initrd() != null ? choice.initrd() : guest.initrd();
            String commandLine = (guest.commandLine() + " " + choice.append()).strip();
            return new Boot(new BootSource.Kernel(kernel, initrd, commandLine), disks(guest));
        }
        Path firmware = guest.firmware();
        if (firmware == null) {
            throw new ConfigurationException("guest %s has nothing to boot".formatted(name));
        }
        refuseKernelOptions(choice);
        return new Boot(new BootSource.Firmware(firmware), disks(guest));
    }

    /** The guest keeps what it writes: its disk in the cache is the one that it uses. */
    private static List<DiskConfig> disks(BuiltGuest guest) {
        Path disk = guest.disk();
        return disk == null ? List.of() : List.of(new DiskConfig(disk, false));
    }

    private static void refuseKernelOptions(BootChoice choice) {
        if (choice.initrd() != null || !choice.append().isEmpty()) {
            throw new ConfigurationException("initrd and append belong to a kernel, not to a firmware");
        }
    }

    private static int count(@Nullable Object value) {
        return value == null ? 0 : 1;
    }
}
