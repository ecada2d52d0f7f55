package org.polyvisor.bench.phone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.VirtualMachine;
import org.polyvisor.hypervisor.power.Battery;
import org.polyvisor.hypervisor.power.EnergyMeter;
import org.polyvisor.hypervisor.power.EnergyModel;
import org.polyvisor.hypervisor.power.Governor;
import org.polyvisor.hypervisor.power.GovernorThread;
import org.polyvisor.hypervisor.power.Pcpus;
import org.polyvisor.hypervisor.power.PowerFigures;
import org.polyvisor.hypervisor.power.Snapshot;
import org.polyvisor.hypervisor.sched.PcpuStatus;
import org.polyvisor.hypervisor.sched.Scheduler;

/**
 * Commands, one a line; each is answered by one line "ok ..." or "no ...". What guests print appears as "NAME| ...".
 *
 * <pre>
 * vm NAME KEY=VALUE...   makes and starts a machine, see {@link VmWords}
 * type NAME              types an empty line on a console
 * park N, unpark N       nanoseconds that it took
 * governor on|off
 * latency NAME           the wake-up latencies of its vCPUs together
 * switches N             the switch times of a pCPU
 * host N MICROSECONDS    how late the host woke its real-time lane, and how often later than that
 * usage                  running nanoseconds by vCPU
 * read                   lets the energy meter read; the energy since the last reading, states of the pCPUs
 * weaknesses             what the host does not permit
 * </pre>
 *
 * <p>The arguments are the pCPUs: KIND:CAPACITY:CORE each, without core where the host may choose.
 */
public final class PhoneMain {
    private final Scheduler scheduler;
    private final Map<String, VirtualMachine> machines = new TreeMap<>();
    private final EnergyMeter meter = new EnergyMeter(new EnergyModel(PowerFigures.DEFAULT), Battery.DEFAULT);
    private @Nullable GovernorThread governor;

    private PhoneMain(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    public static void main(String[] pcpus) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Scheduler scheduler = new Scheduler(VmWords.pcpus(pcpus))) {
            PhoneMain phone = new PhoneMain(scheduler);
            say("ok up");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                phone.obey(List.of(line.split(" ", -1)));
            }
            phone.machines.values().forEach(VirtualMachine::close);
        }
        System.exit(0);
    }

    static void say(String line) {
        synchronized (System.out) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private void obey(List<String> words) {
        try {
            say("ok " + answer(words));
        } catch (ConfigurationException | IllegalArgumentException | IndexOutOfBoundsException e) {
            say("no " + e.getMessage());
        }
    }

    private String answer(List<String> words) {
        return switch (words.getFirst()) {
            case "vm" -> start(words);
            case "type" -> {
                machine(words.get(1)).type(new byte[] {'\r'}, 0, 1);
                yield "";
            }
            case "park" ->
                Long.toString(
                        scheduler.park(number(words)).orElse(Duration.ZERO).toNanos());
            case "unpark" -> {
                scheduler.unpark(number(words));
                yield "";
            }
            case "governor" -> {
                Optional.ofNullable(governor).ifPresent(GovernorThread::close);
                governor = words.get(1).equals("on")
                        ? new GovernorThread(new Governor(new Real(), java.util.Set.of()))
                        : null;
                yield "";
            }
            case "latency" ->
                scheduler.latencies().stream()
                        .filter(each -> each.vm().equals(words.get(1)))
                        .map(each -> "count=%d mean=%d p50=%d p99=%d p999=%d max=%d"
                                .formatted(each.count(), each.mean(), each.p50(), each.p99(), each.p999(), each.max()))
                        .collect(Collectors.joining(" | "));
            case "switches" -> {
                var seen = scheduler.switches(number(words));
                yield "count=%d mean=%d p50=%d p99=%d max=%d"
                        .formatted(seen.count(), seen.mean(), seen.p50(), seen.p99(), seen.max());
            }
            case "host" -> {
                var seen = scheduler.hostLateness(number(words), Long.parseLong(words.get(2)) * 1000);
                yield "count=%d p50=%d p99=%d p999=%d max=%d beyond=%d"
                        .formatted(seen.count(), seen.p50(), seen.p99(), seen.p999(), seen.max(), seen.beyond());
            }
            case "usage" ->
                scheduler.vcpus().stream()
                        .map(vcpu -> "%s/%d=%d".formatted(vcpu.vm(), vcpu.vcpu(), vcpu.runNanos()))
                        .collect(Collectors.joining(" "));
            case "read" -> read();
            case "weaknesses" -> String.join("; ", scheduler.weaknesses());
            default -> throw new IllegalArgumentException("unknown word " + words.getFirst());
        };
    }

    private static int number(List<String> words) {
        return Integer.parseInt(words.get(1));
    }

    @SuppressWarnings("MustBeClosed") // closed with all others at the end
    private String start(List<String> words) {
        String name = words.get(1);
        VmWords vm = VmWords.parse(name, words.subList(2, words.size()));
        VirtualMachine machine =
                VirtualMachine.create(vm.config(), scheduler, vm.placement(), new LineSink(name, PhoneMain::say));
        machines.put(name, machine);
        machine.start();
        return name;
    }

    private VirtualMachine machine(String name) {
        VirtualMachine machine = machines.get(name);
        if (machine == null) {
            throw new IllegalArgumentException("there is no VM " + name);
        }
        return machine;
    }

    private String read() {
        Snapshot now = new Real().snapshot();
        meter.read(now);
        List<String> parts = new ArrayList<>();
        parts.add("watts=%.6f".formatted(meter.latest().watts()));
        parts.add("joules=%.6f".formatted(meter.total().total()));
        parts.add("base=%.6f".formatted(meter.latest().base()));
        meter.latest().byVm().forEach((vm, joules) -> parts.add("vm.%s=%.6f".formatted(vm, joules)));
        for (PcpuStatus pcpu : now.pcpus()) {
            parts.add("pcpu.%d=%s"
                    .formatted(
                            pcpu.spec().index(),
                            pcpu.parked() ? "parked" : pcpu.running().isEmpty() ? "idle" : pcpu.running()));
        }
        return String.join(" ", parts);
    }

    private final class Real implements Pcpus {
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
