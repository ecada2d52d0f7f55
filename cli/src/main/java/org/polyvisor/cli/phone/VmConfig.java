package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * One VM as a phone's file describes it; null is what the file does not say.
 *
 * @param name what it is called
 * @param guest the recipe that it boots, or else
 * @param kernel its kernel's file, or else
 * @param firmware its firmware's file
 * @param initrd the initial RAM disk's file
 * @param append added to the kernel's command line
 * @param memory its RAM in bytes, such as 512M
 * @param cpus how many vCPUs
 * @param console which device carries its console: uart or virtio
 * @param disks its disks
 * @param scheduling how it gets time; a fair share if it is not said
 * @param affinity the numbers of the cores that it may run on; all if it is not said
 * @param autostart whether it starts with the phone; true if it is not said
 * @param restart whether it is started again after its end; never if it is not said
 */
public record VmConfig(
        @JsonProperty(required = true) String name,
        @Nullable String guest,
        @Nullable String kernel,
        @Nullable String firmware,
        @Nullable String initrd,
        @Nullable String append,

        @JsonDeserialize(using = Units.Bytes.class) @Nullable
        Long memory,

        @Nullable Integer cpus,
        @Nullable Console console,
        @Nullable List<DiskEntry> disks,
        @Nullable SchedulingConfig scheduling,
        @Nullable List<Integer> affinity,
        @Nullable Boolean autostart,
        @Nullable RestartConfig restart) {}
