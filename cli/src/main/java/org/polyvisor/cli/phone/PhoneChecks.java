package org.polyvisor.cli.phone;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.guests.GuestCatalog;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Sizes;
import org.polyvisor.hypervisor.channel.ChannelSpec;
import org.polyvisor.hypervisor.channel.Channels;
import org.polyvisor.hypervisor.sched.PcpuSpec;

/** What must hold in a phone's file beyond the types of single values. */
final class PhoneChecks {
    /** More VMs than any phone runs, and few enough for every list of them. */
    static final int MAX_VMS = 64;

    static final int MAX_CHANNELS = 256;

    /** Names appear in paths, messages and file names. */
    static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");

    private final PhoneConfig phone;
    private final Place root;

    private PhoneChecks(PhoneConfig phone, Place root) {
        this.phone = phone;
        this.root = root;
    }

    /** @throws ConfigurationException if something does not hold: one line with file, line and remedy */
    static void check(PhoneConfig phone, Place root) {
        Gaps.refuse(phone, root);
        PhoneChecks checks = new PhoneChecks(phone, root);
        if (phone.name() != null) {
            checkName(phone.name(), root.at("name"));
        }
        checks.vms();
        checks.cpus();
        checks.memory();
        checks.channels();
        checks.battery();
    }

    private static void checkName(String name, Place place) {
        if (!NAME.matcher(name).matches()) {
            throw place.wrong("the name '%s' is not possible: begin with a letter or digit, then up to 63 letters,"
                            .formatted(printable(name))
                    + " digits, spaces, '.', '_', '-'");
        }
    }

    private static String printable(String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    private void vms() {
        if (phone.vms().isEmpty()) {
            throw root.at("vms").wrong("no VM: list at least one under 'vms:'");
        }
        if (phone.vms().size() > MAX_VMS) {
            throw root.at("vms")
                    .wrong("%d VMs: a phone has at most %d"
                            .formatted(phone.vms().size(), MAX_VMS));
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < phone.vms().size(); i++) {
            VmConfig vm = phone.vms().get(i);
            Place place = root.at("vms").at(i);
            checkName(vm.name(), place.at("name"));
            if (!names.add(vm.name())) {
                throw place.at("name")
                        .wrong("two VMs are called '%s': give each a name of its own".formatted(vm.name()));
            }
            guest(vm, place);
            hardware(vm, place);
            scheduling(vm, place);
            affinity(vm, place);
            restart(vm, place);
        }
    }

    private static void scheduling(VmConfig vm, Place place) {
        if (vm.scheduling() != null) {
            checkKey(vm, place.at("scheduling"), vm.scheduling()::toScheduling);
        }
    }

    private static void hardware(VmConfig vm, Place place) {
        Long memory = vm.memory();
        if (memory != null) {
            checkKey(vm, place.at("memory"), () -> MachineConfig.checkMemory(memory));
        }
        Integer cpus = vm.cpus();
        if (cpus != null) {
            checkKey(vm, place.at("cpus"), () -> MachineConfig.checkCpus(cpus));
        }
        List<DiskEntry> disks = vm.disks();
        if (disks != null) {
            checkKey(vm, place.at("disks"), () -> MachineConfig.checkDisks(disks.size()));
        }
    }

    private static void checkKey(VmConfig vm, Place place, Runnable check) {
        try {
            check.run();
        } catch (ConfigurationException e) {
            throw place.wrong("VM '%s': %s".formatted(vm.name(), e.getMessage()));
        }
    }

    private static void guest(VmConfig vm, Place place) {
        if (vm.guest() != null) {
            try {
                GuestCatalog.find(vm.guest());
            } catch (GuestBuildException e) {
                throw place.at("guest").wrong("VM '%s': %s".formatted(vm.name(), e.getMessage()));
            }
        }
    }

    private void affinity(VmConfig vm, Place place) {
        List<Integer> affinity = vm.affinity();
        if (affinity == null) {
            return;
        }
        Place at = place.at("affinity");
        int cores = phone.cpus() == null
                ? Runtime.getRuntime().availableProcessors()
                : phone.cpus().cores().size();
        if (affinity.isEmpty()) {
            throw at.wrong(
                    "VM '%s' may run nowhere: name at least one core, or leave affinity out".formatted(vm.name()));
        }
        for (int core : affinity) {
            if (core < 0 || core >= cores) {
                throw at.wrong("VM '%s': there is no core %d: the phone has %s"
                        .formatted(vm.name(), core, cores == 1 ? "core 0" : "cores 0 to " + (cores - 1)));
            }
        }
    }

    private static void restart(VmConfig vm, Place place) {
        RestartConfig restart = vm.restart();
        if (restart == null) {
            return;
        }
        checkKey(vm, place.at("restart"), () -> PhoneBuilder.restart(restart));
    }

    private void cpus() {
        CpusConfig cpus = phone.cpus();
        if (cpus == null) {
            return;
        }
        Place place = root.at("cpus");
        int count = cpus.cores().size();
        if (count == 0 || count > PcpuSpec.MAX_PCPUS) {
            throw place.at("cores")
                    .wrong("%d cores are not possible: list 1 to %d".formatted(count, PcpuSpec.MAX_PCPUS));
        }
        cpus.classes()
                .forEach(
                        (name, kind) -> cpuClass(name, kind, place.at("classes").at(name)));
        for (int i = 0; i < count; i++) {
            CoreConfig core = cpus.cores().get(i);
            Place at = place.at("cores").at(i);
            if (!cpus.classes().containsKey(core.kind())) {
                throw at.wrong("core %d is of class '%s', which is not described: the classes are %s"
                        .formatted(
                                i,
                                printable(core.kind()),
                                String.join(", ", cpus.classes().keySet())));
            }
            if (core.host() != null && core.host() < 0) {
                throw at.wrong("core %d: host core %d is not possible: give 0 or more".formatted(i, core.host()));
            }
        }
    }

    private static void cpuClass(String name, CpuClassConfig kind, Place place) {
        checkName(name, place);
        if (kind.capacity() < 1 || kind.capacity() > PcpuSpec.FULL_CAPACITY) {
            throw place.wrong("class '%s': capacity %d is not possible: give a number from 1 to %d"
                    .formatted(name, kind.capacity(), PcpuSpec.FULL_CAPACITY));
        }
        PowerConfig power = kind.power();
        if (power != null && (power.idle() > power.active() || power.off() > power.idle())) {
            throw place.at("power")
                    .wrong("class '%s': a core takes most when active and least when off: give active ≥ idle ≥ off"
                            .formatted(name));
        }
    }

    private void memory() {
        if (phone.memory() == null) {
            return;
        }
        long sum = 0;
        for (VmConfig vm : phone.vms()) {
            // Each is bounded by what a file can say, so the sum of 64 may overflow only to the absurd.
            long one = vm.memory() == null ? PhoneBuilder.DEFAULT_MEMORY_BYTES : vm.memory();
            sum = Long.MAX_VALUE - sum < one ? Long.MAX_VALUE : sum + one;
        }
        if (sum > phone.memory()) {
            String parts = phone.vms().stream()
                    .map(vm -> "%s %s"
                            .formatted(
                                    vm.name(),
                                    Sizes.format(
                                            vm.memory() == null ? PhoneBuilder.DEFAULT_MEMORY_BYTES : vm.memory())))
                    .collect(Collectors.joining(" + "));
            throw root.at("memory")
                    .wrong("the VMs have more memory than the phone: %s = %s, of %s"
                            .formatted(parts, Sizes.format(sum), Sizes.format(phone.memory())));
        }
    }

    private void channels() {
        List<ChannelConfig> channels = phone.channelList();
        Place place = root.at("channels");
        if (channels.size() > MAX_CHANNELS) {
            throw place.wrong("%d channels: a phone has at most %d".formatted(channels.size(), MAX_CHANNELS));
        }
        Set<String> names = new HashSet<>();
        Set<String> vms = phone.vms().stream().map(VmConfig::name).collect(Collectors.toSet());
        List<ChannelSpec> specs = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            ChannelConfig channel = channels.get(i);
            Place at = place.at(i);
            checkName(channel.name(), at.at("name"));
            if (!names.add(channel.name())) {
                throw at.at("name")
                        .wrong("two channels are called '%s': give each a name of its own".formatted(channel.name()));
            }
            checkEnds(channel, at.at("between"), vms);
            try {
                specs.add(channel.spec());
                new Channels(specs);
            } catch (ConfigurationException e) {
                throw at.wrong(String.valueOf(e.getMessage()));
            }
        }
    }

    private void checkEnds(ChannelConfig channel, Place at, Set<String> vms) {
        List<String> ends = channel.between().stream().map(ChannelEndConfig::vm).toList();
        if (ends.size() != 2 || Set.copyOf(ends).size() != 2) {
            throw at.wrong("channel '%s' lies between two different VMs: write between: [one, other]"
                    .formatted(channel.name()));
        }
        for (String end : ends) {
            if (!vms.contains(end)) {
                throw at.wrong("channel '%s' leads to '%s', which is no VM: the VMs are %s"
                        .formatted(channel.name(), printable(end), names()));
            }
        }
        boolean shaped = channel.between().stream().anyMatch(end -> end.as() != null || end.port() != null);
        if (channel.type() == ChannelConfig.Type.LINK && shaped) {
            throw at.wrong("channel '%s' is a link, which has no 'as' and no 'port': leave them away"
                    .formatted(channel.name()));
        }
    }

    private void battery() {
        BatteryConfig battery = phone.battery();
        if (battery != null && (battery.microampereHours() == 0 || battery.microvolts() == 0)) {
            throw root.at("battery").wrong("a battery without charge or voltage: give capacity and voltage above 0");
        }
        if (phone.governor() == Governor.ON && phone.cpus() == null) {
            throw root.at("governor").wrong("the governor needs to know the cores: describe them under 'cpus:'");
        }
    }

    private String names() {
        return phone.vms().stream().map(VmConfig::name).collect(Collectors.joining(", "));
    }
}
