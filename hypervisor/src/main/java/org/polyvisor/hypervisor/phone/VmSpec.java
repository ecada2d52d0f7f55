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
 * @param place where it is described, such as a file's name and line, for messages; empty if nowhere
 */
public record VmSpec(
        MachineConfig machine, Placement placement, boolean autostart, RestartPolicy restart, String place) {
    /** One that is described nowhere. */
    public VmSpec(MachineConfig machine, Placement placement, boolean autostart, RestartPolicy restart) {
        this(machine, placement, autostart, restart, "");
    }

    /** A VM that starts with the phone, is not restarted, and gets a fair share. */
    public static VmSpec of(MachineConfig machine) {
        return new VmSpec(machine, Placement.DEFAULT, true, RestartPolicy.NEVER);
    }

    public String name() {
        return machine.name();
    }
}
