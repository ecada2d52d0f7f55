package org.polyvisor.hypervisor.phone;

import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.sched.Placement;

/**
 * A VM of a phone.
 *
 * @param machine its hardware, and what it boots
 * @param placement how and where its vCPUs run
 * @param autostart whether it starts with the phone
 * @param restart whether it is started again after its end
 */
public record VmSpec(MachineConfig machine, Placement placement, boolean autostart, RestartPolicy restart) {
    /** A VM that starts with the phone, is not restarted, and gets a fair share. */
    public static VmSpec of(MachineConfig machine) {
        return new VmSpec(machine, Placement.DEFAULT, true, RestartPolicy.NEVER);
    }

    public String name() {
        return machine.name();
    }
}
