package org.polyvisor.hypervisor.phone;

import java.time.Instant;

/**
 * Something that happened on a phone.
 *
 * @param number counts from 1, without gaps
 * @param time when
 * @param kind what
 * @param subject the VM's name, a pCPU's such as "pcpu 2", or empty for the phone itself
 * @param message one line for people
 */
public record PhoneEvent(long number, Instant time, Kind kind, String subject, String message) {
    /** What can happen. */
    public enum Kind {
        PHONE_STARTED("phone-started"),
        PHONE_ENDING("phone-ending"),
        /** The VM is switched on. */
        VM_STARTED("vm-started"),
        /** The guest has written to its console for the first time since it was switched on. */
        VM_UP("vm-up"),
        /** The VM restarts without being switched off, as its guest or somebody outside asked. */
        VM_RESET("vm-reset"),
        VM_PAUSED("vm-paused"),
        VM_RESUMED("vm-resumed"),
        /** The guest has switched its VM off. */
        VM_POWERED_OFF("vm-powered-off"),
        /** Somebody outside the VM has ended it. */
        VM_STOPPED("vm-stopped"),
        /** The guest's kernel gave up. */
        VM_PANICKED("vm-panicked"),
        /** The machine failed: a defect of this program. */
        VM_FAILED("vm-failed"),
        /** The VM will be started again after a wait. */
        VM_RESTARTING("vm-restarting"),
        /** The VM has used up its restarts. */
        VM_GIVEN_UP("vm-given-up"),
        /** The VM cannot be started as it is described. */
        VM_REFUSED("vm-refused"),
        /** The power key was pressed, from outside. */
        POWER_KEY("power-key"),
        PCPU_PARKED("pcpu-parked"),
        PCPU_UNPARKED("pcpu-unparked"),
        /** The host does not permit something that the phone would do with. */
        HOST_WEAKNESS("host-weakness");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As the API and the log write it. */
        public String word() {
            return word;
        }
    }
}
