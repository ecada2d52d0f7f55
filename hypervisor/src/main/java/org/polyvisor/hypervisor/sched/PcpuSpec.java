package org.polyvisor.hypervisor.sched;

import java.util.OptionalInt;
import org.polyvisor.hypervisor.ConfigurationException;

/**
 * One physical CPU of the phone: a host core, or a share of the host's, that runs vCPUs.
 *
 * @param index its number, from 0
 * @param kind the class it belongs to, such as "little" or "big"; shown and used by the energy model
 * @param capacity how much work it does in a second relative to the fastest class's {@link #FULL_CAPACITY}
 * @param hostCore the host core that its threads are bound to; empty where the host may run them anywhere
 * @param place where it is described, such as a file's name and line, for messages; empty if nowhere
 */
public record PcpuSpec(int index, String kind, int capacity, OptionalInt hostCore, String place) {
    /** Capacity of the fastest class. */
    public static final int FULL_CAPACITY = 1024;

    /** The most pCPUs of one phone. */
    public static final int MAX_PCPUS = 64;

    /** @throws ConfigurationException if a value is out of its range */
    public PcpuSpec {
        if (index < 0 || index >= MAX_PCPUS) {
            throw new ConfigurationException(
                    "pCPU %d is not possible: a phone has pCPUs 0 to %d at most".formatted(index, MAX_PCPUS - 1));
        }
        if (capacity < 1 || capacity > FULL_CAPACITY) {
            throw new ConfigurationException("pCPU %d: capacity %d is not possible: give a number from 1 to %d"
                    .formatted(index, capacity, FULL_CAPACITY));
        }
    }

    /** One that is described nowhere. */
    public PcpuSpec(int index, String kind, int capacity, OptionalInt hostCore) {
        this(index, kind, capacity, hostCore, "");
    }

    /** A pCPU of full capacity that the host may run anywhere. */
    public static PcpuSpec unbound(int index) {
        return new PcpuSpec(index, "big", FULL_CAPACITY, OptionalInt.empty());
    }

    /** A pCPU of full capacity on a host core. */
    public static PcpuSpec bound(int index, int hostCore) {
        return new PcpuSpec(index, "big", FULL_CAPACITY, OptionalInt.of(hostCore));
    }
}
