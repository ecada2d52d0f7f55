package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One core of the phone.
 *
 * @param kind the name of its class
 * @param host the host core that it is bound to, or null where the host may choose
 */
public record CoreConfig(
        @JsonProperty(value = "class", required = true) String kind,
        @Nullable Integer host) {}
