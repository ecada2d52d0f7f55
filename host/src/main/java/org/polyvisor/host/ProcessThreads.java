package org.polyvisor.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All threads of this process, those of the JVM too (its compilers, its collector), which Java code has no objects for.
 * Where the host is not Linux, there are none.
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

    /** Of setpriority(2): the most. */
    private static final int FAVOURED = -20;

    private ProcessThreads() {}

    /**
     * Has threads run on these processors only.
     *
     * @param cpus at least one number from 0 to {@link HostThread#MAX_CPUS} - 1
     * @param except the {@link HostThread#number numbers} of threads to leave alone
     * @return how many threads there were; of those that ended meanwhile, or that the host refused, nothing is said
     */
    public static int confine(Set<Integer> cpus, Set<Integer> except) {
        int[] numbers = cpus.stream().mapToInt(Integer::intValue).toArray();
        int seen = 0;
        for (int thread : all()) {
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
    public static boolean raiseSafepointThread(int priority) {
        return all().stream()
                .anyMatch(thread -> nameOf(thread).equals(SAFEPOINT_THREAD) && HostThread.setFifoOf(thread, priority));
    }

    /**
     * Gives the JVM's compilers the processors before other ordinary threads. They hold locks of the JVM that any thread
     * may need at any time, and other programs of this host could keep them from letting go.
     *
     * <p>They stay ordinary threads: while one puts new code in place, a real-time thread that calls this code tries again
     * and again. If that keeps the compiler from its processor, Linux helps ordinary threads, but not real-time ones of
     * lower priority.
     *
     * <p>The JVM starts compilers as it likes: to be called again.
     *
     * @return how many there were that the host permitted it for
     */
    public static int favourCompilers() {
        return (int) compilers()
                .filter(thread -> HostThread.setNiceOf(thread, FAVOURED))
                .count();
    }

    /** Gives them no more than others again. */
    public static void treatCompilersAsOthers() {
        compilers().forEach(thread -> HostThread.setNiceOf(thread, 0));
    }

    /**
     * Lets the collector's workers run before ordinary threads. All others wait for them while it holds the process, and some
     * while it looks at their stacks; compilers do not stop for it, and would keep the processor from it.
     *
     * <p>The JVM starts workers as it likes: to be called again.
     *
     * @param priority as in {@link HostThread#setFifo}
     * @return how many there were that the host permitted it for
     */
    public static int raiseCollectors(int priority) {
        return (int) named(COLLECTORS)
                .filter(thread -> HostThread.setFifoOf(thread, priority))
                .count();
    }

    /** Makes them ordinary threads again. */
    public static void treatCollectorsAsOthers() {
        named(COLLECTORS).forEach(HostThread::setNormalOf);
    }

    private static Stream<Integer> compilers() {
        return named(COMPILERS);
    }

    private static Stream<Integer> named(Set<String> names) {
        return all().stream().filter(thread -> names.contains(nameOf(thread)));
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
    private static String nameOf(int thread) {
        try {
            return Files.readString(TASKS.resolve(thread + "/comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Integer> all() {
        List<Integer> threads = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(TASKS)) {
            for (Path entry : entries) {
                threads.add(Integer.parseInt(entry.getFileName().toString()));
            }
        } catch (IOException | NumberFormatException e) {
            // Those that were found so far, or none.
        }
        return threads;
    }
}
