package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What a core takes from the battery, in microwatts.
 *
 * @param active while it runs a vCPU, such as 120mW
 * @param idle while it waits
 * @param off while it is parked
 */
public record PowerConfig(
        @JsonProperty(required = true) @JsonDeserialize(using = Units.Power.class)
        Long active,

        @JsonProperty(required = true) @JsonDeserialize(using = Units.Power.class)
        Long idle,

        @JsonProperty(required = true) @JsonDeserialize(using = Units.Power.class)
        Long off) {}
