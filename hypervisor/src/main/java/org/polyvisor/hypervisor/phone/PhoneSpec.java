package org.polyvisor.hypervisor.phone;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.channel.ChannelSpec;
import org.polyvisor.hypervisor.sched.PcpuSpec;

/**
 * A phone as it is put together.
 *
 * @param name what it is called
 * @param pcpus its physical CPUs, at least one, numbered from 0 in their order
 * @param vms its VMs, in the order in which they start
 * @param channels what connects them
 * @param power what its parts take from the battery, or null where nobody knows
 */
public record PhoneSpec(
        String name,
        List<PcpuSpec> pcpus,
        List<VmSpec> vms,
        List<ChannelSpec> channels,
        @Nullable PowerSpec power) {
    public PhoneSpec {
        pcpus = List.copyOf(pcpus);
        vms = List.copyOf(vms);
        channels = List.copyOf(channels);
    }

    /** A phone with that many pCPUs of one class, which the host may run anywhere. */
    public static PhoneSpec unbound(String name, int pcpus, List<VmSpec> vms, List<ChannelSpec> channels) {
        return new PhoneSpec(
                name, IntStream.range(0, pcpus).mapToObj(PcpuSpec::unbound).toList(), vms, channels, null);
    }

    /** The same without channels. */
    public static PhoneSpec unbound(String name, int pcpus, List<VmSpec> vms) {
        return unbound(name, pcpus, vms, List.of());
    }
}
