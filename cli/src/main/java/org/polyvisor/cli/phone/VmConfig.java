package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One VM as a phone's file describes it; null is what the file does not say.
 *
 * @param name what it is called
 * @param guest the recipe that it boots, or else
 * @param kernel its kernel's file, or else
 * @param firmware its firmware's file
 * @param initrd the initial RAM disk's file
 * @param append added to the kernel's command line
 * @param memory such as 512M
 * @param cpus how many vCPUs
 * @param console which device carries its console: uart or virtio
 * @param disks its disks
 */
public record VmConfig(
        @JsonProperty(required = true) String name,
        @Nullable String guest,
        @Nullable String kernel,
        @Nullable String firmware,
        @Nullable String initrd,
        @Nullable String append,
        @Nullable String memory,
        @Nullable Integer cpus,
        @Nullable String console,
        @Nullable List<DiskEntry> disks) {}
