package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The phone's cores.
 *
 * @param classes what kinds of cores there are, by name
 * @param cores the cores, in the order of their numbers
 */
public record CpusConfig(
        @JsonProperty(required = true) Map<String, CpuClassConfig> classes,
        @JsonProperty(required = true) List<CoreConfig> cores) {}
