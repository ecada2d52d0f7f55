package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessThreadsTest {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** Places of nice and policy in /proc/PID/stat, counted from the end of the name: proc(5). */
    private static final int NICE = 16;

    private static final int POLICY = 38;

    @BeforeEach
    void hostIsLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
    }

    @AfterEach
    void compilersAreAsOthersAgain() {
        now().treatCompilersAsOthers();
    }

    @Test
    void compilersAreFavouredExactlyWhereThatIsSaid() throws IOException {
        int favoured = now().favourCompilers();

        List<String> policies = policiesOf(name -> name.contains("CompilerThre"));
        assertThat(policies.contains("0 -5")).isEqualTo(favoured > 0);
    }

    @Test
    void compilersGetNoMoreThanOthersAgain() throws IOException {
        now().favourCompilers();

        now().treatCompilersAsOthers();

        assertThat(policiesOf(name -> name.contains("CompilerThre")))
                .isNotEmpty()
                .containsOnly("0 0");
    }

    /** The collector of the tests is another one: a thread of the name of that one's workers takes their place. */
    @Test
    void collectorsAreRealTimeExactlyWhereThatIsSaidUntilTheyAreAsOthersAgain() throws Exception {
        try (Sleeper _ = new Sleeper("Shenandoah GC Threads#0")) {
            int raised = now().raiseCollectors(5);

            assertThat(policiesOf(name -> name.startsWith("Shenandoah GC")))
                    .containsExactly(raised > 0 ? "1 0" : "0 0");
            now().treatCollectorsAsOthers();
            assertThat(policiesOf(name -> name.startsWith("Shenandoah GC"))).containsExactly("0 0");
        }
    }

    @Test
    void otherThreadsStayAsTheyAre() throws IOException {
        List<String> before = policiesOf(name -> name.startsWith("GC") || name.startsWith("VM") || name.equals("java"));

        now().favourCompilers();

        assertThat(policiesOf(name -> name.startsWith("GC") || name.startsWith("VM") || name.equals("java")))
                .isNotEmpty()
                .hasSameElementsAs(before);
    }

    @Test
    void listsOfProcessorsAreRangesAndNumbers() {
        assertThat(ProcessThreads.parseList("0-3,8")).containsExactly(0, 1, 2, 3, 8);
        assertThat(ProcessThreads.parseList("5")).containsExactly(5);
    }

    /** A thread that had another name when it was seen first, as all have that have not begun to run. */
    @Test
    void nameThatAThreadTakesLaterIsSeen() throws Exception {
        try (Sleeper sleeper = new Sleeper("new")) {
            ProcessThreads threads = now();
            sleeper.takeName("Shenandoah GC Threads#0");
            threads.look();
            int raised = threads.raiseCollectors(5);

            assertThat(policiesOf(name -> name.startsWith("Shenandoah GC")))
                    .containsExactly(raised > 0 ? "1 0" : "0 0");
        }
    }

    @Test
    void quickThreadsAreOrdinaryOnesWithAShortSlice() throws Exception {
        try (Sleeper sleeper = new Sleeper("quick")) {
            now().quicken(Set.of(sleeper.number()));
            String before = sliceOf(sleeper.number());
            now().quicken(Set.of());

            assertThat(policiesOf("quick"::equals)).containsExactly("0 0");
            // Kernels before 6.12 have no slices of threads; some tell nothing of their scheduling.
            assertThat(sliceOf(sleeper.number())).isIn("100000", "");
            assertThat(before).isNotEqualTo("100000");
        }
    }

    /** A thread that does nothing until it is closed, but take another name. */
    private static final class Sleeper implements AutoCloseable {
        private final SynchronousQueue<String> names = new SynchronousQueue<>();
        private final FutureTask<Integer> number = new FutureTask<>(HostThread::number);
        private final CountDownLatch renamed = new CountDownLatch(1);
        private final Thread thread;

        Sleeper(String name) throws Exception {
            thread = Thread.ofPlatform().name(name).start(this::sleep);
            number.get();
        }

        private void sleep() {
            number.run();
            try {
                while (true) {
                    Thread.currentThread().setName(names.take());
                    renamed.countDown();
                }
            } catch (InterruptedException e) {
                // closed
            }
        }

        void takeName(String name) throws InterruptedException {
            names.put(name);
            renamed.await();
        }

        int number() throws Exception {
            return number.get();
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }

    private static ProcessThreads now() {
        ProcessThreads threads = new ProcessThreads();
        threads.look();
        return threads;
    }

    private static String sliceOf(int thread) throws IOException {
        Path scheduling = TASKS.resolve(thread + "/sched");
        return !Files.exists(scheduling)
                ? ""
                : Files.readAllLines(scheduling).stream()
                        .filter(line -> line.startsWith("se.slice"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("");
    }

    /** "POLICY NICE" of each thread of this process whose name passes. */
    private static List<String> policiesOf(Predicate<String> named) throws IOException {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.map(ProcessThreadsTest::stat)
                    .filter(stat -> named.test(stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'))))
                    .map(ProcessThreadsTest::policy)
                    .toList();
        }
    }

    private static String stat(Path task) {
        try {
            return Files.readString(task.resolve("stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String policy(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return fields[POLICY] + " " + fields[NICE];
    }
}
