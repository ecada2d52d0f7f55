package org.polyvisor.bench.phone;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.sched.PcpuSpec;
import org.polyvisor.hypervisor.sched.Placement;
import org.polyvisor.hypervisor.sched.Scheduling;

/**
 * A machine in words: {@code kernel=FILE initrd=FILE append=URL-ENCODED memory=MIB cpus=N disks=FILE,FILE
 * rt=PRIORITY:BUDGET_US:PERIOD_US pcpus=N,N}; all but the kernel may be left out.
 */
record VmWords(MachineConfig config, Placement placement) {
    private static final int DEFAULT_MIB = 128;

    static VmWords parse(String name, List<String> words) {
        Map<String, String> values = new HashMap<>();
        for (String word : words) {
            String[] both = word.split("=", 2);
            values.put(both[0], both[1]);
        }
        String kernel = values.get("kernel");
        if (kernel == null) {
            throw new IllegalArgumentException("a VM needs kernel=FILE");
        }
        @Nullable String initrd = values.get("initrd");
        BootSource boot = new BootSource.Kernel(
                Path.of(kernel),
                initrd == null ? null : Path.of(initrd),
                URLDecoder.decode(values.getOrDefault("append", ""), StandardCharsets.UTF_8));
        List<DiskConfig> disks = list(values, "disks").stream()
                .map(disk -> new DiskConfig(Path.of(disk), false))
                .toList();
        MachineConfig config = new MachineConfig(
                name,
                (long) number(values, "memory", DEFAULT_MIB) << 20,
                number(values, "cpus", 1),
                boot,
                disks,
                ConsoleDevice.UART,
                null);
        Set<Integer> pcpus =
                list(values, "pcpus").stream().map(Integer::valueOf).collect(Collectors.toSet());
        return new VmWords(config, new Placement(scheduling(values.get("rt")), pcpus));
    }

    static List<PcpuSpec> pcpus(String... words) {
        List<PcpuSpec> specs = new ArrayList<>();
        for (String word : words) {
            String[] parts = word.split(":", -1);
            OptionalInt core = parts.length < 3 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(parts[2]));
            specs.add(new PcpuSpec(specs.size(), parts[0], Integer.parseInt(parts[1]), core));
        }
        return specs;
    }

    private static Scheduling scheduling(@Nullable String words) {
        if (words == null) {
            return Scheduling.Fair.DEFAULT;
        }
        String[] parts = words.split(":", -1);
        return new Scheduling.RealTime(Integer.parseInt(parts[0]), micros(parts[1]), micros(parts[2]));
    }

    private static Duration micros(String text) {
        return Duration.ofNanos(Long.parseLong(text) * 1000);
    }

    private static int number(Map<String, String> values, String key, int otherwise) {
        String value = values.get(key);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    private static List<String> list(Map<String, String> values, String key) {
        String value = values.get(key);
        return value == null ? List.of() : Arrays.asList(value.split(",", -1));
    }
}
