package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A class of cores, such as the little ones.
 *
 * @param capacity how much work one does, relative to the fastest class's 1024; 1 to 1024
 * @param power what one takes, or null where nobody knows
 */
public record CpuClassConfig(
        @JsonProperty(required = true) Integer capacity,
        @Nullable PowerConfig power) {}
