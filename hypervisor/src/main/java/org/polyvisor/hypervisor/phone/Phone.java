package org.polyvisor.hypervisor.phone;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleSink;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.VirtualMachine;
import org.polyvisor.hypervisor.channel.Channels;
import org.polyvisor.hypervisor.phone.PhoneEvent.Kind;
import org.polyvisor.hypervisor.power.EnergyMeter;
import org.polyvisor.hypervisor.sched.Scheduler;

/**
 * A phone: VMs that run side by side, each with its restart policy and its console, and a log of what happened. What
 * befalls one VM is no matter of the others.
 */
public final class Phone implements AutoCloseable {
    private final PhoneSpec spec;
    private final Instant began = Instant.now();
    private final EventLog events = new EventLog();
    private final Map<String, PhoneVm> vms = new LinkedHashMap<>();
    private final Scheduler scheduler;
    private final @Nullable PhonePower power;
    private boolean closed;

    /**
     * Puts a phone together, with all VMs switched off.
     *
     * @throws ConfigurationException if two VMs have the same name, or there can be no such channels
     */
    public Phone(PhoneSpec spec) {
        this(spec, null);
    }

    /** {@code machines} makes machines in place of real ones; null for these. */
    Phone(PhoneSpec spec, Machine.@Nullable Factory machines) {
        this.spec = spec;
        Channels channels = new Channels(spec.channels());
        scheduler = new Scheduler(spec.pcpus());
        Machine.Factory factory = machines != null ? machines : new RealMachines(scheduler, channels);
        for (VmSpec vm : spec.vms()) {
            if (vms.putIfAbsent(vm.name(), new PhoneVm(vm, factory, events)) != null) {
                scheduler.close();
                throw new ConfigurationException("two VMs are called '%s'".formatted(vm.name()));
            }
        }
        power = spec.power() == null ? null : new PhonePower(spec.power(), scheduler, spec.vms());
    }

    private record RealMachines(Scheduler scheduler, Channels channels) implements Machine.Factory {
        @Override
        public Machine create(VmSpec vm, ConsoleSink console, VirtualMachine.ResetListener resets) {
            VirtualMachine machine = VirtualMachine.create(vm.machine(), scheduler, vm.placement(), channels, console);
            machine.onReset(resets);
            return new RealMachine(machine);
        }
    }

    public String name() {
        return spec.name();
    }

    /** When it was put together. */
    public Instant began() {
        return began;
    }

    public EventLog events() {
        return events;
    }

    /** What gives the VMs time. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** What the phone takes from its battery; empty where nobody knows. */
    public Optional<EnergyMeter> energy() {
        return power == null ? Optional.empty() : Optional.of(power.meter());
    }

    /**
     * Switches a pCPU off; its vCPUs go on elsewhere.
     *
     * @return how long that took; empty if it was off already
     * @throws ConfigurationException if there is no such pCPU, or a vCPU could not go on; says why
     */
    public Optional<Duration> park(int pcpu) {
        Optional<Duration> took = scheduler.park(pcpu);
        took.ifPresent(time ->
                events.add(Kind.PCPU_PARKED, "pcpu " + pcpu, "parked after %d us".formatted(time.toNanos() / 1000)));
        return took;
    }

    /**
     * Switches a pCPU on again.
     *
     * @return whether it was off
     * @throws ConfigurationException if there is no such pCPU
     */
    public boolean unpark(int pcpu) {
        boolean parked = scheduler.unpark(pcpu);
        if (parked) {
            events.add(Kind.PCPU_UNPARKED, "pcpu " + pcpu, "on again");
        }
        return parked;
    }

    /** The VMs, in the order in which they were described. */
    public List<PhoneVm> vms() {
        return List.copyOf(vms.values());
    }

    /** @throws ConfigurationException if there is none of that name; the message tells the names that there are */
    public PhoneVm vm(String wanted) {
        PhoneVm vm = vms.get(wanted);
        if (vm == null) {
            throw new ConfigurationException(
                    "there is no VM '%s': the VMs are %s".formatted(wanted, String.join(", ", vms.keySet())));
        }
        return vm;
    }

    /**
     * Makes the machines that start with the phone, so that mistakes in any of them are found before one runs.
     *
     * @throws ConfigurationException if one cannot be made as it is described
     */
    public void prepare() {
        for (PhoneVm vm : vms.values()) {
            if (vm.spec().autostart()) {
                vm.prepare();
            }
        }
    }

    /** Switches on the VMs that start with the phone. */
    public void start() {
        prepare();
        events.add(Kind.PHONE_STARTED, "", "phone '%s' starts".formatted(name()));
        for (PhoneVm vm : vms.values()) {
            if (vm.spec().autostart()) {
                vm.start();
            }
        }
        for (String weakness : scheduler.weaknesses()) {
            events.add(Kind.HOST_WEAKNESS, "", weakness);
        }
    }

    /** Waits until no VM runs or will be started again by itself; returns how those that ran have ended. */
    public Map<String, Outcome> awaitRest() throws InterruptedException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (PhoneVm vm : vms.values()) {
            @Nullable Outcome outcome = vm.awaitRest();
            if (outcome != null) {
                outcomes.put(vm.name(), outcome);
            }
        }
        return outcomes;
    }

    /**
     * Has all VMs stop, all at the same time.
     *
     * @param grace how long the guests have; zero to end them at once
     */
    public void stop(Duration grace) throws InterruptedException {
        List<Thread> stoppers = new ArrayList<>();
        for (PhoneVm vm : vms.values()) {
            stoppers.add(Thread.ofVirtual().start(() -> stopQuietly(vm, grace)));
        }
        for (Thread stopper : stoppers) {
            stopper.join(grace.toMillis() + TimeUnit.SECONDS.toMillis(60));
        }
    }

    private static void stopQuietly(PhoneVm vm, Duration grace) {
        try {
            vm.stop(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all VMs at once, and frees everything. May be called more than once. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        events.add(Kind.PHONE_ENDING, "", "phone '%s' ends".formatted(name()));
        if (power != null) {
            power.close();
        }
        vms.values().forEach(PhoneVm::close);
        scheduler.close();
        events.close();
    }
}
