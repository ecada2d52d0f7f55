package org.polyvisor.cli.phone;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.guests.GuestBuilder;
import org.polyvisor.guests.GuestCatalog;
import org.polyvisor.guests.Progress;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.storage.ImageCopy;
import org.polyvisor.storage.ImageException;

/** Turns what a user said into what a machine starts with. */
public final class BootResolver {
    private final GuestBuilder guests;
    private final Progress progress;

    /** {@code progress} hears of what takes long, besides the builds of {@code guests}. */
    public BootResolver(GuestBuilder guests, Progress progress) {
        this.guests = guests;
        this.progress = progress;
    }

    /**
     * Finds what to boot; a recipe that is not in the cache is built, and of its disk the machine gets a copy.
     *
     * @throws ConfigurationException if the choice contradicts itself
     */
    public Boot resolve(BootChoice choice, MachineHome home) throws GuestBuildException {
        int sources = count(choice.guest()) + count(choice.kernel()) + count(choice.firmware());
        if (sources > 1) {
            throw new ConfigurationException("give only one of guest, kernel and firmware");
        }
        if (choice.kernel() != null) {
            return new Boot(new BootSource.Kernel(choice.kernel(), choice.initrd(), choice.commandLine("")), List.of());
        }
        if (choice.firmware() != null) {
            refuseKernelOptions(choice);
            return new Boot(new BootSource.Firmware(choice.firmware()), List.of());
        }
        return ofGuest(choice, choice.guest() == null ? GuestCatalog.DEFAULT : choice.guest(), home);
    }

    private Boot ofGuest(BootChoice choice, String name, MachineHome home) throws GuestBuildException {
        BuiltGuest guest = guests.ensure(GuestCatalog.find(name));
        Path kernel = guest.kernel();
        if (kernel != null) {
            Path initrd = choice.initrd() != null ? choice.initrd() : guest.initrd();
            return new Boot(
                    new BootSource.Kernel(kernel, initrd, choice.commandLine(guest.commandLine())), disks(guest, home));
        }
        Path firmware = guest.firmware();
        if (firmware == null) {
            throw new ConfigurationException("guest %s has nothing to boot".formatted(name));
        }
        refuseKernelOptions(choice);
        return new Boot(new BootSource.Firmware(firmware), disks(guest, home));
    }

    /** What the machine writes stays, on a disk of its own: the cache can be deleted, and others start from it. */
    private List<DiskConfig> disks(BuiltGuest guest, MachineHome home) {
        Path original = guest.disk();
        if (original == null) {
            return List.of();
        }
        Path own = home.disk(guest.name());
        try {
            if (!Files.exists(own)) {
                long size = Files.size(original);
                progress.step("copying the disk of guest %s to %s".formatted(guest.name(), own), Progress.Unit.BYTES);
                ImageCopy.makeIfMissing(original, own, done -> progress.advance(done, size));
            }
            return List.of(new DiskConfig(own, false));
        } catch (ImageException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "cannot copy the disk of guest %s to %s: %s".formatted(guest.name(), own, reason(e)), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            default -> String.valueOf(e.getMessage());
        };
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
