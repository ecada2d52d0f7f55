package org.polyvisor.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.polyvisor.bench.BenchException;

/** How much of the host's processors went to others while we measured, from {@code /proc/stat} (proc(5)). */
public final class HostNoise {
    private static final double TICKS_PER_SECOND = 100;

    private final long startNanos = System.nanoTime();
    private final Ticks start;

    private HostNoise(Ticks start) {
        this.start = start;
    }

    /** Starts to watch. */
    public static HostNoise watch() throws BenchException {
        return new HostNoise(Ticks.now());
    }

    /** One line for the report: the shares of others since the start. Machines that still run count as others. */
    public String describe() throws BenchException {
        Ticks now = Ticks.now();
        int cores = Runtime.getRuntime().availableProcessors();
        double all = (System.nanoTime() - startNanos) / 1e9 * TICKS_PER_SECOND * cores;
        double others = Math.max(0, now.busy - start.busy - (now.own - start.own));
        return String.format(
                Locale.ROOT,
                "%d cores; other processes used %.0f %% of them, the host's own host took %.1f %%",
                cores,
                100 * others / all,
                100 * (now.stolen - start.stolen) / all);
    }

    private record Ticks(long busy, long stolen, long own) {
        static Ticks now() throws BenchException {
            try {
                // cpu user nice system idle iowait irq softirq steal
                String[] all =
                        Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1);
                String self = Files.readString(Path.of("/proc/self/stat"));
                String[] mine = self.substring(self.lastIndexOf(')') + 2).split(" ", -1);
                return new Ticks(sum(all, 1, 3) + sum(all, 6, 7), Long.parseLong(all[8]), sum(mine, 11, 14));
            } catch (IOException e) {
                throw new BenchException("cannot read /proc/stat: is this Linux?", e);
            }
        }

        private static long sum(String[] fields, int from, int to) {
            long sum = 0;
            for (int i = from; i <= to; i++) {
                sum += Long.parseLong(fields[i]);
            }
            return sum;
        }
    }
}
