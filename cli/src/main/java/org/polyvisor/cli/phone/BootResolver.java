package org.polyvisor.cli.phone;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.guests.GuestBuilder;
import org.polyvisor.guests.GuestCatalog;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConfigurationException;

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
    public BootSource resolve(BootChoice choice) throws GuestBuildException {
        int sources = count(choice.guest()) + count(choice.kernel()) + count(choice.firmware());
        if (sources > 1) {
            throw new ConfigurationException("give only one of guest, kernel and firmware");
        }
        if (choice.kernel() != null) {
            return new BootSource.Kernel(choice.kernel(), choice.initrd(), choice.append());
        }
        if (choice.firmware() != null) {
            refuseKernelOptions(choice);
            return new BootSource.Firmware(choice.firmware());
        }
        return ofGuest(choice, choice.guest() == null ? GuestCatalog.DEFAULT : choice.guest());
    }

    private BootSource ofGuest(BootChoice choice, String name) throws GuestBuildException {
        BuiltGuest guest = guests.ensure(GuestCatalog.find(name));
        Path kernel = guest.kernel();
        if (kernel != null) {
            Path initrd = choice.initrd() != null ? choice.initrd() : guest.initrd();
            return new BootSource.Kernel(kernel, initrd, (guest.commandLine() + " " + choice.append()).strip());
        }
        Path firmware = guest.firmware();
        if (firmware == null) {
            throw new ConfigurationException("guest %s has nothing to boot".formatted(name));
        }
        refuseKernelOptions(choice);
        return new BootSource.Firmware(firmware);
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
