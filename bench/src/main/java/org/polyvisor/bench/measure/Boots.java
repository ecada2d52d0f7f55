package org.polyvisor.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.RunningMachine;

/** Boots of one hypervisor, each from the start of its process to a text on the console. */
final class Boots {
    /**
     * What is booted.
     *
     * @param machine makes the machine anew for each boot
     * @param sign what the guest prints when it has booted
     * @param limit how long that may take
     */
    record Target(Machine machine, String sign, Duration limit) {}

    /** Makes the machine. */
    @FunctionalInterface
    interface Machine {
        MachineSpec spec() throws BenchException;
    }

    private final Hypervisor hypervisor;
    private final Target target;
    private final List<String> failures;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> cpuSeconds = new ArrayList<>();
    private boolean failed;

    private Boots(Hypervisor hypervisor, Target target, List<String> failures) {
        this.hypervisor = hypervisor;
        this.target = target;
        this.failures = failures;
    }

    /** A row of {@code times} boots of each side, in turns. */
    static Row compare(Metric metric, Lab lab, Target target, int times) {
        List<String> failures = new ArrayList<>();
        List<Boots> peers = lab.peers().stream()
                .map(peer -> new Boots(peer, target, failures))
                .toList();
        Boots ours = new Boots(lab.ours(), target, failures);
        for (int i = 0; i < times; i++) {
            peers.forEach(Boots::add);
            ours.add();
        }
        return new Row(
                metric,
                ours.figures(),
                peers.stream()
                        .map(peer -> Rival.of(peer.hypervisor, peer.figures()))
                        .toList(),
                String.join("; ", failures));
    }

    private void add() {
        if (failed) {
            return;
        }
        try {
            MachineSpec spec = target.machine.spec();
            try (RunningMachine machine = RunningMachine.start(hypervisor, spec, HostCores.ALL)) {
                machine.console().await(target.sign, target.limit);
                seconds.add(machine.age());
                cpuSeconds.add(machine.use().cpuNanos() / 1e9);
            }
        } catch (BenchException e) {
            failed = true;
            failures.add("%s: %s".formatted(hypervisor.name(), e.getMessage()));
        }
    }

    private Figures figures() {
        return failed ? Figures.FAILED : Figures.of(seconds, cpuSeconds);
    }
}
