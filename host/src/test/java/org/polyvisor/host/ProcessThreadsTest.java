package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessThreadsTest {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** rt_priority and policy of /proc/PID/stat, counted from the end of the name: proc(5). */
    private static final int RT_PRIORITY = 37;

    private static final int POLICY = 38;
    private static final int PRIORITY = 3;

    @BeforeEach
    void hostIsLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
    }

    @AfterEach
    void compilersAreOrdinaryAgain() {
        ProcessThreads.lowerCompilers();
    }

    @Test
    void compilersAreRaisedExactlyWhereThatIsSaid() throws IOException {
        int raised = ProcessThreads.raiseCompilers(PRIORITY);

        List<String> policies = policiesOf(name -> name.contains("CompilerThre"));
        assertThat(policies.contains("1 " + PRIORITY)).isEqualTo(raised > 0);
    }

    @Test
    void compilersBecomeOrdinaryAgain() throws IOException {
        ProcessThreads.raiseCompilers(PRIORITY);

        ProcessThreads.lowerCompilers();

        assertThat(policiesOf(name -> name.contains("CompilerThre")))
                .isNotEmpty()
                .containsOnly("0 0");
    }

    @Test
    void otherThreadsStayAsTheyAre() throws IOException {
        List<String> before = policiesOf(name -> name.startsWith("GC") || name.startsWith("VM") || name.equals("java"));

        ProcessThreads.raiseCompilers(PRIORITY);

        assertThat(policiesOf(name -> name.startsWith("GC") || name.startsWith("VM") || name.equals("java")))
                .isNotEmpty()
                .hasSameElementsAs(before);
    }

    @Test
    void listsOfProcessorsAreRangesAndNumbers() {
        assertThat(ProcessThreads.parseList("0-3,8")).containsExactly(0, 1, 2, 3, 8);
        assertThat(ProcessThreads.parseList("5")).containsExactly(5);
    }

    /** "POLICY PRIORITY" of each thread of this process whose name passes. */
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
        return fields[POLICY] + " " + fields[RT_PRIORITY];
    }
}
