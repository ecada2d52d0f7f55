package org.polyvisor.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process and all below it use of the host, from Linux's {@code /proc} (proc(5)). */
public final class ProcessUse {
    private static final long TICKS_PER_SECOND = 100;
    private static final long KIB_PER_MIB = 1024;

    private final ProcessHandle process;

    ProcessUse(ProcessHandle process) {
        this.process = process;
    }

    /** Processor time so far in nanoseconds, user and system, ended children included; steps of 10 ms. */
    public long cpuNanos() {
        long ticks = 0;
        for (Path folder : folders()) {
            String stat = read(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
            // utime, stime, cutime, cstime are fields 14 to 17; the array starts at field 3.
            for (int field = 11; field <= 14 && fields.length > 14; field++) {
                ticks += Long.parseLong(fields[field]);
            }
        }
        return ticks * (1_000_000_000 / TICKS_PER_SECOND);
    }

    /** Proportional resident memory in MiB. */
    public double residentMib() {
        long kib = 0;
        for (Path folder : folders()) {
            kib += sumOf("Pss:", read(folder.resolve("smaps_rollup")));
        }
        return (double) kib / KIB_PER_MIB;
    }

    /** Resident part, in MiB, of the mappings that are exactly as large as the guest's RAM; 0 if there is none. */
    public double residentGuestRamMib(int memoryMib) {
        long kib = 0;
        for (Path folder : folders()) {
            long size = -1;
            for (String line : read(folder.resolve("smaps")).lines().toList()) {
                if (line.startsWith("Size:")) {
                    size = number(line);
                } else if (line.startsWith("Pss:") && size == memoryMib * KIB_PER_MIB) {
                    kib += number(line);
                }
            }
        }
        return (double) kib / KIB_PER_MIB;
    }

    private static long sumOf(String key, String text) {
        return text.lines()
                .filter(line -> line.startsWith(key))
                .mapToLong(ProcessUse::number)
                .sum();
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    private List<Path> folders() {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(handle -> Path.of("/proc", Long.toString(handle.pid())))
                .toList();
    }

    // A process that has just ended uses nothing.
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ") ";
        }
    }
}
