package org.polyvisor.cli.phone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.channel.ChannelSpec;
import org.polyvisor.hypervisor.phone.PhoneSpec;
import org.polyvisor.hypervisor.phone.PowerSpec;
import org.polyvisor.hypervisor.phone.VmSpec;
import org.polyvisor.hypervisor.power.Battery;
import org.polyvisor.hypervisor.power.ClassPower;
import org.polyvisor.hypervisor.power.PowerFigures;
import org.polyvisor.hypervisor.sched.PcpuSpec;

/**
 * A phone that is ready to be put together: what each VM boots is there.
 *
 * @param name what its file calls it, or null
 * @param vms its VMs
 * @param config what its file says, or null where there is none
 * @param cores where in the file each core of the phone is described; empty where no file does
 */
public record PhonePlan(
        @Nullable String name, List<VmSpec> vms, @Nullable PhoneConfig config, List<String> cores) {
    /** The class whose figures the energy model takes for those that it does not know. */
    private static final String FASTEST = "big";

    /** A phone of one machine, which no file describes. */
    public static PhonePlan of(MachineConfig machine) {
        return new PhonePlan(null, List.of(VmSpec.of(machine)), null, List.of());
    }

    /** The phone, under a name. Without cores of its own it has as many as the host gives this process. */
    public PhoneSpec spec(String given) {
        CpusConfig cpus = config == null ? null : config.cpus();
        if (config == null || cpus == null) {
            int cores = Math.min(Runtime.getRuntime().availableProcessors(), PcpuSpec.MAX_PCPUS);
            return PhoneSpec.unbound(given, cores, vms, channels());
        }
        List<PcpuSpec> pcpus = new ArrayList<>();
        for (CoreConfig core : cpus.cores()) {
            CpuClassConfig kind =
                    java.util.Objects.requireNonNull(cpus.classes().get(core.kind()));
            OptionalInt host = core.host() == null ? OptionalInt.empty() : OptionalInt.of(core.host());
            pcpus.add(new PcpuSpec(pcpus.size(), core.kind(), kind.capacity(), host, cores.get(pcpus.size())));
        }
        return new PhoneSpec(given, pcpus, vms, channels(), power(config, cpus));
    }

    private List<ChannelSpec> channels() {
        return config == null
                ? List.of()
                : config.channelList().stream().map(ChannelConfig::spec).toList();
    }

    /** Only where each class says what it takes: a sum with gaps would be no figure. */
    private static @Nullable PowerSpec power(PhoneConfig phone, CpusConfig cpus) {
        boolean governor = phone.governor() == Governor.ON;
        Battery battery = phone.battery() == null
                ? Battery.DEFAULT
                : new Battery(
                        phone.battery().microampereHours() / 1e3,
                        phone.battery().microvolts() / 1e6);
        Map<String, ClassPower> classes = new HashMap<>();
        ClassPower usual =
                java.util.Objects.requireNonNull(PowerFigures.DEFAULT.classes().get(FASTEST));
        for (Map.Entry<String, CpuClassConfig> entry : cpus.classes().entrySet()) {
            PowerConfig power = entry.getValue().power();
            if (power == null) {
                return governor ? new PowerSpec(PowerFigures.DEFAULT, battery, true) : null;
            }
            ClassPower like = PowerFigures.DEFAULT.classes().getOrDefault(entry.getKey(), usual);
            classes.put(
                    entry.getKey(),
                    new ClassPower(
                            power.active() / 1e6,
                            power.idle() / 1e6,
                            power.off() / 1e6,
                            like.minResidency(),
                            like.transition()));
        }
        cpus.classes().entrySet().stream()
                .max(Comparator.comparingInt(entry -> entry.getValue().capacity()))
                .ifPresent(entry ->
                        classes.putIfAbsent(FASTEST, java.util.Objects.requireNonNull(classes.get(entry.getKey()))));
        return new PowerSpec(
                new PowerFigures(classes, PowerFigures.DEFAULT.awakeWatts(), PowerFigures.DEFAULT.asleepWatts()),
                battery,
                governor);
    }
}
