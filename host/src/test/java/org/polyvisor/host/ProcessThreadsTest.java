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
import java.util.concurrent.atomic.AtomicInteger;
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
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread worker = Thread.ofPlatform().name("Shenandoah GC Threads#0").start(() -> {
            running.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                // the test is over
            }
        });
        running.await();
        try {
            int raised = now().raiseCollectors(5);

            assertThat(policiesOf(name -> name.startsWith("Shenandoah GC")))
                    .containsExactly(raised > 0 ? "1 0" : "0 0");
            now().treatCollectorsAsOthers();
            assertThat(policiesOf(name -> name.startsWith("Shenandoah GC"))).containsExactly("0 0");
        } finally {
            end.countDown();
            worker.join();
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
        CountDownLatch seen = new CountDownLatch(1);
        CountDownLatch named = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread worker = Thread.ofPlatform().name("new").start(() -> {
            try {
                seen.await();
                Thread.currentThread().setName("Shenandoah GC Threads#0");
                named.countDown();
                end.await();
            } catch (InterruptedException e) {
                // the test is over
            }
        });
        try {
            ProcessThreads threads = now();
            seen.countDown();
            named.await();
            threads.look();
            int raised = threads.raiseCollectors(5);

            assertThat(policiesOf(name -> name.startsWith("Shenandoah GC")))
                    .containsExactly(raised > 0 ? "1 0" : "0 0");
        } finally {
            end.countDown();
            worker.join();
        }
    }

    @Test
    void quickThreadsAreOrdinaryOnesWithAShortSlice() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger number = new AtomicInteger();
        Thread worker = Thread.ofPlatform().name("quick").start(() -> {
            number.set(HostThread.number());
            running.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                // the test is over
            }
        });
        running.await();
        try {
            now().quicken(Set.of(number.get()));
            String before = sliceOf(number.get());
            now().quicken(Set.of());

            assertThat(policiesOf("quick"::equals)).containsExactly("0 0");
            // Kernels before 6.12 have no slices of threads; some tell nothing of their scheduling.
            assertThat(sliceOf(number.get())).isIn("100000", "");
            assertThat(before).isNotEqualTo("100000");
        } finally {
            end.countDown();
            worker.join();
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
