package org.polyvisor.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.BenchException;

/**
 * How long the host's own host, if it has one, kept a processor from it that had something to do: steal time, as its kernel
 * counts it (proc(5), {@code /proc/stat}), in steps of 10 ms.
 */
public final class StolenWatch {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int STEAL = 8;
    private static final long MILLIS_PER_TICK = 10;

    private final HostCores core;
    private final long start;

    private StolenWatch(HostCores core, long start) {
        this.core = core;
        this.start = start;
    }

    /** Starts to watch one processor. */
    public static StolenWatch of(HostCores core) throws BenchException {
        return new StolenWatch(core, now(core));
    }

    /** Since the start. */
    public long millis() throws BenchException {
        return now(core) - start;
    }

    private static long now(HostCores core) throws BenchException {
        try {
            return millis(Files.readAllLines(STAT), core);
        } catch (IOException e) {
            throw new BenchException("cannot read /proc/stat: is this Linux?", e);
        }
    }

    static long millis(List<String> stat, HostCores core) throws BenchException {
        String name = "cpu" + core.list() + " ";
        return stat.stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.split(" +", -1)[STEAL]))
                        .findFirst()
                        .orElseThrow(() -> new BenchException("/proc/stat does not name processor " + core.list()))
                * MILLIS_PER_TICK;
    }
}
