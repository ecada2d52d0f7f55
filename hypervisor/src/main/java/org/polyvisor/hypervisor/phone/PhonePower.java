package org.polyvisor.hypervisor.phone;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.power.EnergyMeter;
import org.polyvisor.hypervisor.power.EnergyModel;
import org.polyvisor.hypervisor.power.Governor;
import org.polyvisor.hypervisor.power.GovernorThread;
import org.polyvisor.hypervisor.power.Pcpus;
import org.polyvisor.hypervisor.power.Snapshot;
import org.polyvisor.hypervisor.sched.Scheduler;
import org.polyvisor.hypervisor.sched.Scheduling;

/** Reads the meter of a phone's energy once a second and, if wanted, has a governor park pCPUs. */
final class PhonePower implements AutoCloseable {
    private static final long INTERVAL_MILLIS = 1000;

    private final EnergyMeter meter;
    private final Thread reader;
    private final @Nullable GovernorThread governor;

    PhonePower(PowerSpec spec, Scheduler scheduler, List<VmSpec> vms) {
        meter = new EnergyMeter(new EnergyModel(spec.figures()), spec.battery());
        reader = Thread.ofVirtual().name("energy meter").start(() -> read(scheduler));
        governor = spec.governor() ? new GovernorThread(new Governor(new Parked(scheduler), reserved(vms))) : null;
    }

    /** Real-time VMs wait for nobody: what they may run on stays on. */
    private static Set<Integer> reserved(List<VmSpec> vms) {
        Set<Integer> reserved = new HashSet<>();
        for (VmSpec vm : vms) {
            if (vm.placement().scheduling() instanceof Scheduling.RealTime) {
                reserved.addAll(vm.placement().pcpus());
            }
        }
        return reserved;
    }

    private void read(Scheduler scheduler) {
        try {
            while (true) {
                meter.read(new Snapshot(scheduler.pcpus(), scheduler.vcpus()));
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    EnergyMeter meter() {
        return meter;
    }

    @Override
    public void close() {
        reader.interrupt();
        if (governor != null) {
            governor.close();
        }
    }

    /** A scheduler as the governor sees it. */
    private record Parked(Scheduler scheduler) implements Pcpus {
        @Override
        public Snapshot snapshot() {
            return new Snapshot(scheduler.pcpus(), scheduler.vcpus());
        }

        @Override
        public void park(int pcpu) {
            scheduler.park(pcpu);
        }

        @Override
        public void unpark(int pcpu) {
            scheduler.unpark(pcpu);
        }
    }
}
