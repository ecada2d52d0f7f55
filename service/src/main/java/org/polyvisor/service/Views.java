package org.polyvisor.service;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.phone.Phone;
import org.polyvisor.hypervisor.phone.PhoneVm;
import org.polyvisor.hypervisor.power.Energy;
import org.polyvisor.hypervisor.power.EnergyMeter;
import org.polyvisor.hypervisor.sched.LatencySummary;
import org.polyvisor.hypervisor.sched.PcpuStatus;
import org.polyvisor.hypervisor.sched.Scheduling;
import org.polyvisor.hypervisor.sched.VcpuUsage;
import org.polyvisor.service.api.PhoneView;
import org.polyvisor.service.api.TopView;
import org.polyvisor.service.api.VmView;

/** Makes what clients see of what there is. */
final class Views {
    private Views() {}

    static PhoneView phone(Phone phone) {
        return new PhoneView(
                phone.name(), ProcessHandle.current().pid(), phone.began().toString(), vms(phone));
    }

    static List<VmView> vms(Phone phone) {
        return phone.vms().stream().map(Views::vm).toList();
    }

    static VmView vm(PhoneVm vm) {
        return new VmView(
                vm.name(),
                vm.state(),
                vm.spec().machine().cpus(),
                vm.spec().machine().memoryBytes(),
                vm.uptime().toMillis(),
                vm.starts(),
                scheduling(vm.spec().placement().scheduling()),
                vm.spec().placement().pcpus().stream().sorted().toList(),
                vm.spec().restart().when().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                vm.spec().autostart());
    }

    static TopView top(Phone phone) {
        Map<String, LatencySummary> latencies = new HashMap<>();
        for (LatencySummary latency : phone.scheduler().latencies()) {
            latencies.put(latency.vm() + "/" + latency.vcpu(), latency);
        }
        return new TopView(
                phone.name(),
                System.nanoTime(),
                phone.scheduler().pcpus().stream().map(Views::pcpu).toList(),
                phone.scheduler().vcpus().stream()
                        .map(usage -> vcpu(usage, latencies.get(usage.vm() + "/" + usage.vcpu())))
                        .toList(),
                phone.energy().map(Views::power).orElse(null));
    }

    private static TopView.Pcpu pcpu(PcpuStatus status) {
        return new TopView.Pcpu(
                status.spec().index(),
                status.spec().kind(),
                status.spec().hostCore().isPresent() ? status.spec().hostCore().getAsInt() : null,
                status.parked(),
                status.running(),
                status.busyNanos(),
                status.wallNanos(),
                status.switches());
    }

    private static TopView.Vcpu vcpu(VcpuUsage usage, @Nullable LatencySummary latency) {
        return new TopView.Vcpu(
                usage.vm(),
                usage.vcpu(),
                usage.state(),
                usage.pcpu(),
                usage.runNanos(),
                usage.stolenNanos(),
                usage.switches(),
                usage.migrations(),
                usage.throttles(),
                usage.instructions(),
                latency == null ? 0 : latency.p99(),
                latency == null ? 0 : latency.max());
    }

    private static TopView.Power power(EnergyMeter meter) {
        Energy latest = meter.latest();
        double seconds = latest.span().toNanos() / 1e9;
        Map<String, Double> byVm = new TreeMap<>();
        latest.byVm().forEach((vm, joules) -> byVm.put(vm, seconds == 0 ? 0 : joules / seconds));
        return new TopView.Power(
                latest.watts(),
                meter.total().total(),
                meter.batteryPercent(),
                meter.batteryLeft().toSeconds(),
                byVm);
    }

    private static String scheduling(Scheduling scheduling) {
        return switch (scheduling) {
            case Scheduling.RealTime realTime ->
                "real-time %d, %d/%d us"
                        .formatted(
                                realTime.priority(),
                                realTime.budget().toNanos() / 1000,
                                realTime.period().toNanos() / 1000);
            case Scheduling.Fair fair ->
                fair.capPercent() == 100
                        ? "fair %d".formatted(fair.weight())
                        : "fair %d, cap %d%%".formatted(fair.weight(), fair.capPercent());
        };
    }
}
