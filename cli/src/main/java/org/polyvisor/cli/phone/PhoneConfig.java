package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * A phone as its file describes it; null is what the file does not say.
 *
 * @param name what it is called
 * @param memory its RAM in bytes, such as 2G: what its VMs have together at most
 * @param battery its battery
 * @param cpus its cores; as many as the host has, all alike, if it is not said
 * @param governor whether cores are parked when the load allows; off if it is not said
 * @param vms the VMs on it
 * @param channels the paths between its VMs
 */
public record PhoneConfig(
        @Nullable String name,

        @JsonDeserialize(using = Units.Bytes.class) @Nullable
        Long memory,

        @Nullable BatteryConfig battery,
        @Nullable CpusConfig cpus,
        @Nullable Governor governor,
        @JsonProperty(required = true) List<VmConfig> vms,
        @Nullable List<ChannelConfig> channels) {
    /** The channels; none if the file does not say. */
    public List<ChannelConfig> channelList() {
        return channels == null ? List.of() : channels;
    }
}
