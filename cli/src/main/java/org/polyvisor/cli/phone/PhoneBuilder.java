package org.polyvisor.cli.phone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Sizes;

/** Makes machines' configurations from a phone's description. */
public final class PhoneBuilder {
    /** What a VM gets that does not say. */
    public static final String DEFAULT_MEMORY = "512M";

    public static final int DEFAULT_CPUS = 2;

    private final BootResolver resolver;

    /** {@code resolver} finds, and if need be builds, what a VM boots. */
    public PhoneBuilder(BootResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Makes the VMs of a phone's file.
     *
     * @throws ConfigurationException if the file is wrong; one line, with the file's name
     */
    public List<MachineConfig> build(Path file) throws GuestBuildException {
        PhoneConfig phone = PhoneFile.read(file);
        Path folder = file.toAbsolutePath().getParent();
        Set<String> names = new HashSet<>();
        List<MachineConfig> machines = new ArrayList<>();
        for (VmConfig vm : phone.vms()) {
            if (!names.add(vm.name())) {
                throw new ConfigurationException("%s: two VMs are called '%s'".formatted(file, vm.name()));
            }
        }
        for (VmConfig vm : phone.vms()) {
            try {
                machines.add(machine(vm, folder));
            } catch (ConfigurationException e) {
                throw new ConfigurationException("%s: VM '%s': %s".formatted(file, vm.name(), e.getMessage()), e);
            }
        }
        return machines;
    }

    private MachineConfig machine(VmConfig vm, @Nullable Path folder) throws GuestBuildException {
        List<DiskConfig> disks = new ArrayList<>();
        for (DiskEntry disk : vm.disks() == null ? List.<DiskEntry>of() : vm.disks()) {
            disks.add(new DiskConfig(resolve(folder, disk.path()), disk.readOnly()));
        }
        BootChoice choice = new BootChoice(
                vm.guest(),
                vm.kernel() == null ? null : resolve(folder, vm.kernel()),
                vm.initrd() == null ? null : resolve(folder, vm.initrd()),
                vm.firmware() == null ? null : resolve(folder, vm.firmware()),
                vm.append() == null ? "" : vm.append());
        Boot boot = resolver.resolve(choice, new MachineHome(folder == null ? Path.of("") : folder, vm.name()));
        return new MachineConfig(
                vm.name(),
                Sizes.parse(vm.memory() == null ? DEFAULT_MEMORY : vm.memory()),
                vm.cpus() == null ? DEFAULT_CPUS : vm.cpus(),
                boot.source(),
                boot.disksWith(disks),
                console(vm.console()),
                null);
    }

    private static ConsoleDevice console(@Nullable String name) {
        if (name == null) {
            return ConsoleDevice.UART;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "uart" -> ConsoleDevice.UART;
            case "virtio" -> ConsoleDevice.VIRTIO;
            default ->
                throw new ConfigurationException("console '%s' is unknown: write uart or virtio".formatted(name));
        };
    }

    private static Path resolve(@Nullable Path folder, String path) {
        return folder == null ? Path.of(path) : folder.resolve(path);
    }
}
