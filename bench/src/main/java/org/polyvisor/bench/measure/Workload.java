package org.polyvisor.bench.measure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.measure.Metric.Clock;
import org.polyvisor.bench.measure.Metric.Goal;

/**
 * A workload of the guest program that becomes a row.
 *
 * @param metric the row; its name is the workload's too
 * @param nanosecondsPerUnit for times: how many make one of the row's unit; 0 for throughput in MB/s
 */
record Workload(Metric metric, double nanosecondsPerUnit) {
    /** Those of a full Debian, {@code bench/debian/serve.py}. */
    static final List<Workload> DEBIAN = List.of(
            milliseconds("python-sum", Goal.ratio(1.3, 2), "python3: sum of a generator, 250,000 terms"),
            milliseconds("python-nbody", Goal.ratio(1.3, 2), "python3: 1500 steps of five bodies"),
            milliseconds("python-json", Goal.ratio(1.3, 2), "python3: 8 times 1500 objects to text and back"),
            milliseconds("python-regex", Goal.ratio(1.3, 2), "python3: six regular expressions over 40 KB"),
            milliseconds("gzip-20mb", Goal.ratio(1.3, 2), "gzip of 20 MB of text"),
            nanoseconds("sysbench-cpu", 1e3, "µs", Goal.ratio(1.3, 2), "sysbench: primes up to 10,000"),
            throughput("openssl-sha256", Clock.CPU, Goal.ratio(1, 3), "openssl speed, 16 KB blocks"),
            throughput("openssl-aes-128-cbc", Clock.CPU, Goal.ratio(1, 3), "the same, encryption"));

    /** Those of {@code bench/guest}, in the order of the report. */
    static final List<Workload> ALL = List.of(
            nanoseconds("coremark", 1e3, "µs", Goal.ratio(1.4, 2), "lists, matrices, state machine, CRC: one pass"),
            nanoseconds("qsort", 1, "ns", Goal.ratio(1.8, 3), "quicksort with a comparator, per element"),
            nanoseconds("virtual-calls", 1, "ns", Goal.ratio(1.8, 3), "call through a table of functions"),
            nanoseconds("fib", 1, "ns", Goal.ratio(1.8, 3), "recursive call"),
            nanoseconds("sha256", 1, "ns", Goal.ratio(1.3, 2), "SHA-256 in plain C, per byte"),
            nanoseconds("bytecode-vm", 1, "ns", Goal.ratio(2.5, 4), "instruction of a small stack machine"),
            nanoseconds("wide-cold", 1e6, "ms", Goal.ratio(2.5, 4), "4000 new functions, run eight times"),
            nanoseconds("wide-steady", 1, "ns", null, "the same 4000 functions again and again, per call"),
            nanoseconds("alu-loop", 1, "ns", null, "seven-instruction loop, per turn"),
            nanoseconds("nbody", 1, "ns", Goal.ratio(2, 3), "step of five bodies, doubles"),
            nanoseconds("mandelbrot", 1, "ns", Goal.ratio(2, 3), "point of the set, doubles"),
            nanoseconds("matrix-double", 1, "ns", Goal.ratio(2, 3), "multiply and add of a matrix product, doubles"),
            nanoseconds("neon-memchr", 1, "ns", Goal.ratio(1.5, 3), "search for a byte with vectors, per byte"),
            nanoseconds("neon-blend", 1, "ns", Goal.ratio(1.5, 3), "blend of pixels with vectors, per byte"),
            nanoseconds("neon-dot", 1, "ns", Goal.ratio(1.5, 3), "dot product with vectors, per term"),
            nanoseconds("getppid", 1, "ns", Goal.ratio(1.2, 3), "the cheapest system call"),
            nanoseconds("page-fault", 1, "ns", Goal.ratio(1.2, 3), "first touch of a page"),
            nanoseconds("pipe", 1e3, "µs", Goal.ratio(1.5, 4), "a byte to another process and back"),
            nanoseconds("context-switch", 1e3, "µs", Goal.ratio(1.5, 4), "token to the next of six processes"),
            nanoseconds("hackbench", 1e3, "µs", Goal.ratio(1.5, 4), "20 senders, 20 receivers, per message"),
            nanoseconds("fork-exit", 1e3, "µs", Goal.ratio(1.2, 3), "fork, exit, wait"),
            nanoseconds("fork-exec", 1e3, "µs", Goal.ratio(1.2, 3), "fork, exec, exit, wait"),
            throughput("memcpy", Clock.CPU, Goal.ratio(2, 5), "copies of 1 MB"),
            throughput("memset", Clock.CPU, Goal.ratio(2, 5), "fills of 1 MB"),
            throughput("stream", Clock.CPU, Goal.ratio(2, 5), "a = b + s * c over 24 MB"),
            nanoseconds("random-chase", 1, "ns", null, "dependent load in 32 MB"),
            waiting("disk-read-4k", "virtio disk, random reads of 4 KB past the caches"),
            waiting("disk-write-4k", "the same, writes"),
            throughput("disk-read-1m", Clock.WALL, null, "virtio disk, reads of 1 MB"),
            throughput("disk-write-1m", Clock.WALL, null, "the same, writes"));

    private static Workload nanoseconds(
            String name, double nanosecondsPerUnit, String unit, @Nullable Goal goal, String what) {
        return new Workload(new Metric(name, unit, false, Clock.CPU, goal, what), nanosecondsPerUnit);
    }

    private static Workload milliseconds(String name, Goal goal, String what) {
        return nanoseconds(name, 1e6, "ms", goal, what);
    }

    private static Workload waiting(String name, String what) {
        return new Workload(new Metric(name, "µs", false, Clock.WALL, null, what), 1e3);
    }

    private static Workload throughput(String name, Clock clock, @Nullable Goal goal, String what) {
        return new Workload(new Metric(name, "MB/s", true, clock, goal, what), 0);
    }

    /** The figure that {@code operations} in {@code nanos} make. */
    double figure(long operations, long nanos) {
        double nanoseconds = (double) nanos;
        return nanosecondsPerUnit == 0 ? operations * 1e3 / nanoseconds : nanoseconds / operations / nanosecondsPerUnit;
    }

    /** The figure of a sample by the row's clock. */
    double figure(Sample sample) {
        return figure(sample.operations(), metric.clock() == Clock.CPU ? sample.cpuNanos() : sample.wallNanos());
    }

    /** The figure of a sample by the other clock. */
    double otherFigure(Sample sample) {
        return figure(sample.operations(), metric.clock() == Clock.CPU ? sample.wallNanos() : sample.cpuNanos());
    }
}
