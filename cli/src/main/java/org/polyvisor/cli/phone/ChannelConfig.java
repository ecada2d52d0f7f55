package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A path between two VMs; there is no other.
 *
 * @param name what it is called
 * @param type what it looks like to the VMs
 * @param between the names of the two VMs
 */
public record ChannelConfig(
        @JsonProperty(required = true) String name,
        @JsonProperty(required = true) Type type,
        @JsonProperty(required = true) List<String> between) {
    /** What a channel looks like to its VMs. */
    public enum Type {
        /** A serial line: bytes, in order. */
        @JsonProperty("serial")
        SERIAL,
        /** A network link: Ethernet frames. */
        @JsonProperty("link")
        LINK
    }
}
