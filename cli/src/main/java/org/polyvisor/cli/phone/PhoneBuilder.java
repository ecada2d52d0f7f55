package org.polyvisor.cli.phone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.phone.RestartPolicy;
import org.polyvisor.hypervisor.phone.VmSpec;
import org.polyvisor.hypervisor.sched.Placement;
import org.polyvisor.hypervisor.sched.Scheduling;

/** Makes machines' configurations from a phone's description. */
public final class PhoneBuilder {
    /** What a VM gets that does not say. */
    public static final long DEFAULT_MEMORY_BYTES = 512L << 20;

    public static final int DEFAULT_CPUS = 2;

    private final BootResolver resolver;

    /** {@code resolver} finds, and if need be builds, what a VM boots. */
    public PhoneBuilder(BootResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Makes the VMs of a phone's file.
     *
     * @throws ConfigurationException if the file is wrong; one line, with the file's name and where in it
     */
    public PhonePlan build(Path file) throws GuestBuildException {
        PhoneConfig phone = PhoneFile.read(file);
        Place root = PhoneFile.place(file);
        Path folder = file.toAbsolutePath().getParent();
        List<VmSpec> machines = new ArrayList<>();
        for (int i = 0; i < phone.vms().size(); i++) {
            VmConfig vm = phone.vms().get(i);
            boolean autostart = !Boolean.FALSE.equals(vm.autostart());
            if (autostart) {
                refuseMissingFiles(vm, file, i);
            }
            Place place = root.at("vms").at(i);
            try {
                machines.add(
                        new VmSpec(machine(vm, folder), placement(vm), autostart, restart(vm.restart()), place.name()));
            } catch (ConfigurationException e) {
                throw place.wrong("VM '%s': %s".formatted(vm.name(), e.getMessage()));
            }
        }
        return new PhonePlan(
                phone.name(), machines, phone, cores(phone, root.at("cpus").at("cores")));
    }

    private static List<String> cores(PhoneConfig phone, Place place) {
        int count = phone.cpus() == null ? 0 : phone.cpus().cores().size();
        return IntStream.range(0, count).mapToObj(i -> place.at(i).name()).toList();
    }

    private static void refuseMissingFiles(VmConfig vm, Path file, int index) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Optional<Map.Entry<String, String>> wrong = new NamedFiles(folder).firstWrong(vm);
        if (wrong.isPresent()) {
            String key = wrong.get().getKey();
            throw PhoneFile.place(file)
                    .at("vms")
                    .at(index)
                    .at(key)
                    .wrong("VM '%s': %s %s"
                            .formatted(
                                    vm.name(),
                                    key.startsWith("disks/") ? "disk" : key,
                                    wrong.get().getValue()));
        }
    }

    private static Placement placement(VmConfig vm) {
        return new Placement(
                vm.scheduling() == null
                        ? Scheduling.Fair.DEFAULT
                        : vm.scheduling().toScheduling(),
                vm.affinity() == null ? Set.of() : Set.copyOf(vm.affinity()));
    }

    static RestartPolicy restart(@Nullable RestartConfig restart) {
        if (restart == null) {
            return RestartPolicy.NEVER;
        }
        Duration delay = restart.delay() == null ? RestartPolicy.DEFAULT_DELAY : restart.delay();
        Duration usual = RestartPolicy.DEFAULT_MAX_DELAY;
        Duration longest = usual.compareTo(delay) < 0 ? delay : usual;
        return new RestartPolicy(
                switch (restart.policy()) {
                    case NEVER -> RestartPolicy.When.NEVER;
                    case ON_FAILURE -> RestartPolicy.When.ON_FAILURE;
                    case ALWAYS -> RestartPolicy.When.ALWAYS;
                },
                delay,
                restart.maxDelay() == null ? longest : restart.maxDelay(),
                restart.limit() == null ? RestartPolicy.DEFAULT_LIMIT : restart.limit());
    }

    private MachineConfig machine(VmConfig vm, @Nullable Path folder) throws GuestBuildException {
        List<DiskConfig> disks = new ArrayList<>();
        for (DiskEntry disk : vm.disks() == null ? List.<DiskEntry>of() : vm.disks()) {
            disks.add(new DiskConfig(resolve(folder, disk.path()), disk.readOnly()));
        }
        ConsoleDevice console =
                vm.console() == null ? ConsoleDevice.UART : vm.console().device();
        BootChoice choice = new BootChoice(
                vm.guest(),
                vm.kernel() == null ? null : resolve(folder, vm.kernel()),
                vm.initrd() == null ? null : resolve(folder, vm.initrd()),
                vm.firmware() == null ? null : resolve(folder, vm.firmware()),
                vm.append() == null ? "" : vm.append(),
                console);
        Boot boot = resolver.resolve(choice, new MachineHome(folder == null ? Path.of("") : folder, vm.name()));
        return new MachineConfig(
                vm.name(),
                vm.memory() == null ? DEFAULT_MEMORY_BYTES : vm.memory(),
                vm.cpus() == null ? DEFAULT_CPUS : vm.cpus(),
                boot.source(),
                boot.disksWith(disks),
                console,
                null);
    }

    private static Path resolve(@Nullable Path folder, String path) {
        return folder == null ? Path.of(path) : folder.resolve(path);
    }
}
