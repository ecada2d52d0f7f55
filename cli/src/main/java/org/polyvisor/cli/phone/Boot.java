package org.polyvisor.cli.phone;

import java.util.ArrayList;
import java.util.List;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.DiskConfig;

/**
 * What a machine starts with, and the disks that belong to that.
 *
 * @param source kernel or firmware
 * @param disks a guest's own disks, before all others
 */
public record Boot(BootSource source, List<DiskConfig> disks) {
    /** All disks of a machine that has {@code others} besides. */
    public List<DiskConfig> disksWith(List<DiskConfig> others) {
        List<DiskConfig> all = new ArrayList<>(disks);
        all.addAll(others);
        return all;
    }
}
