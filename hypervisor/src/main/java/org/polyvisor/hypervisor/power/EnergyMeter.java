package org.polyvisor.hypervisor.power;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what the phone uses since the meter's first reading. To be read about once a second; any thread may.
 *
 * <p>A VM that ends keeps its account.
 */
public final class EnergyMeter {
    private final EnergyModel model;
    private final Battery battery;
    private @Nullable Snapshot last;
    private Energy total = Energy.NONE;
    private Energy latest = Energy.NONE;

    public EnergyMeter(EnergyModel model, Battery battery) {
        this.model = model;
        this.battery = battery;
    }

    /** Takes a reading. */
    public synchronized void read(Snapshot now) {
        if (last != null) {
            latest = model.between(last, now);
            total = sum(total, latest);
        }
        last = now;
    }

    /** Since the first reading. */
    public synchronized Energy total() {
        return total;
    }

    /** Between the last two readings; its {@link Energy#watts} are what the phone takes now. */
    public synchronized Energy latest() {
        return latest;
    }

    /** For how long the battery lasts if things go on as between the last two readings. */
    public synchronized Duration batteryLeft() {
        return battery.remaining(total.total(), latest.watts());
    }

    /** How full the battery is, in percent. */
    public synchronized double batteryPercent() {
        return battery.percent(total.total());
    }

    private static Energy sum(Energy a, Energy b) {
        SortedMap<String, Double> byVm = new TreeMap<>(a.byVm());
        b.byVm().forEach((vm, joules) -> byVm.merge(vm, joules, Double::sum));
        List<Double> byPcpu = new ArrayList<>();
        for (int i = 0; i < b.byPcpu().size(); i++) {
            byPcpu.add(b.byPcpu().get(i) + (i < a.byPcpu().size() ? a.byPcpu().get(i) : 0));
        }
        return new Energy(a.span().plus(b.span()), byVm, byPcpu, a.base() + b.base(), a.unclaimed() + b.unclaimed());
    }
}
