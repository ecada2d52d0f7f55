package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.polyvisor.hypervisor.channel.ChannelSpec;

/**
 * A path between two VMs; there is no other.
 *
 * @param name what it is called
 * @param type what it looks like to the VMs
 * @param between its two ends, at two VMs
 */
public record ChannelConfig(
        @JsonProperty(required = true) String name,
        @JsonProperty(required = true) Type type,
        @JsonProperty(required = true) List<ChannelEndConfig> between) {
    /** What a channel looks like to its VMs. */
    public enum Type {
        /** A serial line: bytes, in order. */
        @JsonProperty("serial")
        SERIAL,
        /** A network link: Ethernet frames. */
        @JsonProperty("link")
        LINK
    }

    /** To be called when the ends are known to be two, at VMs that exist. */
    ChannelSpec spec() {
        return new ChannelSpec(
                name,
                type == Type.SERIAL ? ChannelSpec.Type.SERIAL : ChannelSpec.Type.LINK,
                between.getFirst().end(name),
                between.getLast().end(name));
    }
}
