package org.polyvisor.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of a core the host lets threads of {@link HostThread#setFifo} have (sched(7), "Limiting the CPU usage"). */
public final class RealTimeShare {
    private static final Path RUNTIME = Path.of("/proc/sys/kernel/sched_rt_runtime_us");
    private static final Path PERIOD = Path.of("/proc/sys/kernel/sched_rt_period_us");

    private RealTimeShare() {}

    /** Above 0 and up to 1; 1 where there is no limit, or none that can be read. */
    public static double ofHost() {
        return of(RUNTIME, PERIOD);
    }

    static double of(Path runtimeFile, Path periodFile) {
        try {
            double runtime = Double.parseDouble(Files.readString(runtimeFile).strip());
            double period = Double.parseDouble(Files.readString(periodFile).strip());
            return runtime > 0 && period > 0 ? Math.min(1, runtime / period) : 1;
        } catch (IOException | NumberFormatException e) {
            return 1;
        }
    }
}
