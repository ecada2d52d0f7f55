package org.polyvisor.bench.realtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Qemu;

/**
 * What all rows share.
 *
 * @param root the folder of the launcher
 * @param bench the folder of the measurements' sources
 * @param work a folder for files of this run
 * @param core the host core of the pCPU under test
 * @param helpers where everything else goes
 * @param peers one or more versions of QEMU
 * @param seconds how long the long rows measure
 * @param light a small neighbour in place of Debian
 */
record PhoneLab(
        Path root,
        Path bench,
        Path work,
        HostCores core,
        HostCores helpers,
        List<Qemu> peers,
        int seconds,
        boolean light) {
    /** Longest time until a guest has booted, on a host that is busy with other things. */
    static final Duration BOOT = Duration.ofMinutes(8);

    /** No process of a row lives longer. */
    Duration lifetime() {
        return BOOT.multipliedBy(2).plusSeconds(3L * seconds);
    }

    /** For guests that measure for {@code seconds}: how long to wait for them at most. */
    Duration limit() {
        return BOOT.plusSeconds(2L * seconds);
    }

    PhoneProcess phone(String... pcpus) throws BenchException {
        return PhoneProcess.start(root, helpers, lifetime(), pcpus);
    }

    /** The one pCPU under test, in words. */
    String onePcpu() {
        return "big:1024:" + core.list();
    }
}
