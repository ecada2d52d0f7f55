package org.polyvisor.hypervisor.sched;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.polyvisor.host.ProcessThreads;

/**
 * Keeps the rest of this process away from real-time pCPUs: the JVM's compilers and collector, devices, consoles. They
 * run on the host's other cores; where there are none, at least every real-time lane goes before them.
 *
 * <p>A thread of its own, since the JVM starts threads as it likes.
 */
final class Surroundings {
    /** The safepoint thread goes after the lanes, which wait for it when it matters, and before all else. */
    private static final int SAFEPOINT_PRIORITY = Lane.HOST_PRIORITY - 1;

    /** The collector's workers go after those who have locks of real-time machines: they work for tens of milliseconds. */
    private static final int COLLECTOR_PRIORITY = Lane.SERVICE_PRIORITY - 1;

    private static final long INTERVAL = 1_000_000_000L;

    private final Scheduler scheduler;
    private final List<Pcpu> pcpus;
    private final Plan plan;
    private final Set<Integer> allowed = ProcessThreads.allowedProcessors();
    private final Thread thread;

    Surroundings(Scheduler scheduler, List<Pcpu> pcpus, Plan plan) {
        this.scheduler = scheduler;
        this.pcpus = pcpus;
        this.plan = plan;
        thread = Thread.ofPlatform()
                .daemon()
                .name(scheduler.name() + "pcpu surroundings")
                .unstarted(this::run);
    }

    /** The first real-time vCPU has come, or one more. */
    synchronized void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
    }

    Thread thread() {
        return thread;
    }

    private void run() {
        ProcessThreads threads = new ProcessThreads();
        threads.look();
        threads.raiseSafepointThread(SAFEPOINT_PRIORITY);
        while (!scheduler.isClosed()) {
            threads.look();
            if (pcpus.stream().anyMatch(pcpu -> plan.hasRealTime(pcpu.index()))) {
                threads.favourCompilers();
                threads.raiseCollectors(COLLECTOR_PRIORITY);
                threads.quicken(ownThreads());
            } else {
                threads.treatCompilersAsOthers();
                threads.treatCollectorsAsOthers();
            }
            Set<Integer> left = new TreeSet<>(allowed);
            left.removeAll(realTimeCores());
            if (!left.isEmpty()) {
                threads.confine(left, ownThreads());
            }
            LockSupport.parkNanos(INTERVAL);
        }
    }

    private Set<Integer> realTimeCores() {
        return pcpus.stream()
                .filter(pcpu -> plan.hasRealTime(pcpu.index()))
                .flatMap(pcpu -> pcpu.spec.hostCore().stream().boxed())
                .collect(Collectors.toSet());
    }

    private Set<Integer> ownThreads() {
        return pcpus.stream().flatMap(pcpu -> pcpu.threadNumbers().stream()).collect(Collectors.toSet());
    }
}
