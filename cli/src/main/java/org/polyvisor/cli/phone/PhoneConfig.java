package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A phone as its file describes it.
 *
 * @param name what it is called, or null
 * @param vms the VMs on it
 */
public record PhoneConfig(
        @Nullable String name,
        @JsonProperty(required = true) List<VmConfig> vms) {}
