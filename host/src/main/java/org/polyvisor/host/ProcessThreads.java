package org.polyvisor.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All threads of this process, those of the JVM too (its compilers, its collector), which Java code has no objects for.
 * Where the host is not Linux, there are none. The JVM starts threads as it likes, so whoever wants to have a say in all of
 * them looks again and again. Not for several threads at once.
 */
public final class ProcessThreads {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    /** The thread that carries out the JVM's safepoints, as the host names it. */
    private static final String SAFEPOINT_THREAD = "VM Thread";

    /** The JVM's compilers, as the host names them: in no more than 15 characters. */
    private static final Set<String> COMPILERS = Set.of("C1 CompilerThre", "C2 CompilerThre");

    /** The workers of Shenandoah, the collector of phones. */
    private static final Set<String> COLLECTORS = Set.of("Shenandoah GC T");

    /** Of setpriority(2): three times the share of others. With more, no slice of theirs would be short beside them. */
    private static final int FAVOURED = -5;

    /** By their numbers; one that has ended meanwhile has any name. */
    private Map<Integer, String> names = Map.of();

    /** Those whose names were read twice: a thread has its own only when it has begun to run. */
    private Set<Integer> settled = Set.of();

    /** Sees which threads there are now; all else is about those. Reads a thread's name only while it is new. */
    public void look() {
        Map<Integer, String> seen = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(TASKS)) {
            for (Path entry : entries) {
                int number = Integer.parseInt(entry.getFileName().toString());
                String known = settled.contains(number) ? names.get(number) : null;
                seen.put(number, known == null ? nameOf(entry) : known);
            }
        } catch (IOException | NumberFormatException e) {
            // Those that were found so far, or none.
        }
        Set<Integer> again = new TreeSet<>(seen.keySet());
        again.retainAll(names.keySet());
        settled = again;
        names = seen;
    }

    /**
     * Has threads run on these processors only.
     *
     * @param cpus at least one number from 0 to {@link HostThread#MAX_CPUS} - 1
     * @param except the {@link HostThread#number numbers} of threads to leave alone
     * @return how many threads there were; of those that ended meanwhile, or that the host refused, nothing is said
     */
    public int confine(Set<Integer> cpus, Set<Integer> except) {
        int[] numbers = cpus.stream().mapToInt(Integer::intValue).toArray();
        int seen = 0;
        for (int thread : names.keySet()) {
            if (!except.contains(thread)) {
                HostThread.setAffinityOf(thread, numbers);
                seen++;
            }
        }
        return seen;
    }

    /**
     * Lets the thread that carries out safepoints run before ordinary ones, so that whoever waits for a safepoint's end
     * does not wait for them too.
     *
     * @param priority as in {@link HostThread#setFifo}
     * @return whether there is such a thread and the host permits it
     */
    public boolean raiseSafepointThread(int priority) {
        return named(Set.of(SAFEPOINT_THREAD)).anyMatch(thread -> HostThread.setFifoOf(thread, priority));
    }

    /**
     * Gives the JVM's compilers the processors before other ordinary threads. They hold locks of the JVM that any thread
     * may need at any time, and other programs of this host could keep them from letting go.
     *
     * <p>They stay ordinary threads: while one puts new code in place, a real-time thread that calls this code tries again
     * and again. If that keeps the compiler from its processor, Linux helps ordinary threads, but not real-time ones of
     * lower priority.
     *
     * @return how many there were that the host permitted it for
     */
    public int favourCompilers() {
        return (int) compilers()
                .filter(thread -> HostThread.setNiceOf(thread, FAVOURED))
                .count();
    }

    /** Gives the compilers no more than others again. */
    public void treatCompilersAsOthers() {
        compilers().forEach(thread -> HostThread.setNiceOf(thread, 0));
    }

    /**
     * Lets all ordinary threads but the compilers run as soon as they wake, where the host supports it: one in Java that
     * waits for its processor keeps all others waiting for a pause of the JVM.
     *
     * @param except the {@link HostThread#number numbers} of threads to leave alone
     */
    public void quicken(Set<Integer> except) {
        names.forEach((thread, name) -> {
            if (!COMPILERS.contains(name) && !except.contains(thread)) {
                HostThread.setSliceNanosOf(thread, ServiceThreads.SLICE);
            }
        });
    }

    /**
     * Lets the collector's workers run before ordinary threads. All others wait for them while it holds the process, and some
     * while it looks at their stacks; compilers do not stop for it, and would keep the processor from it.
     *
     * @param priority as in {@link HostThread#setFifo}
     * @return how many there were that the host permitted it for
     */
    public int raiseCollectors(int priority) {
        return (int) named(COLLECTORS)
                .filter(thread -> HostThread.setFifoOf(thread, priority))
                .count();
    }

    /** Makes the collector's workers ordinary threads again. */
    public void treatCollectorsAsOthers() {
        named(COLLECTORS).forEach(HostThread::setNormalOf);
    }

    private Stream<Integer> compilers() {
        return named(COMPILERS);
    }

    private Stream<Integer> named(Set<String> wanted) {
        return names.entrySet().stream()
                .filter(thread -> wanted.contains(thread.getValue()))
                .map(Map.Entry::getKey);
    }

    /** The processors that the host lets this process use, as its first thread has them; empty if that can't be told. */
    public static Set<Integer> allowedProcessors() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(ALLOWED)) {
                    return parseList(line.substring(ALLOWED.length()).strip());
                }
            }
        } catch (IOException | NumberFormatException e) {
            // The host is not Linux, or hides this.
        }
        return Set.of();
    }

    /** Parses a list such as {@code 0-3,8}. */
    static Set<Integer> parseList(String list) {
        Set<Integer> cpus = new TreeSet<>();
        for (String range : list.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            for (int cpu = first; cpu <= Math.min(last, HostThread.MAX_CPUS - 1); cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }

    /** As the host has it; empty for a thread that has ended. */
    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
