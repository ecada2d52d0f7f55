package org.polyvisor.arm.engine;

import java.util.Collection;
import java.util.Locale;
import org.polyvisor.arm.cpu.Vcpu;

/**
 * What the vCPUs of a VM had to do with each other: how their TLB invalidations reached the others.
 *
 * @param noted left as a note for a vCPU that was in another address space
 * @param requested asked of a vCPU that ran guest code, which came out of it for that
 * @param waits how often a vCPU waited for another to have done so
 * @param waitNanos how long in all, in nanoseconds
 */
public record Sharing(long noted, long requested, long waits, long waitNanos) {
    /** Of a VM with one vCPU. */
    public static final Sharing NONE = new Sharing(0, 0, 0, 0);

    /** What has happened so far; from any thread, so of running vCPUs it is what was true moments ago. */
    public static Sharing of(Collection<Vcpu> cpus) {
        Sharing sum = NONE;
        for (Vcpu cpu : cpus) {
            sum = new Sharing(
                    sum.noted + cpu.shootdowns().noted(),
                    sum.requested + cpu.shootdowns().requested(),
                    sum.waits + cpu.shootdowns().waits(),
                    sum.waitNanos + cpu.shootdowns().waitNanos());
        }
        return sum;
    }

    /** One line for people to read. */
    String text() {
        return String.format(
                Locale.ROOT,
                "TLB invalidations for other vCPUs: %d noted, %d requested; %d waits of %.3f ms in all%n",
                noted,
                requested,
                waits,
                waitNanos / 1e6);
    }
}
