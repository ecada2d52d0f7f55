package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostThreadTest {
    @BeforeEach
    void hostIsLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
    }

    @Test
    void affinityLeavesTheThreadOneProcessor() throws Exception {
        int cpu = lastOf(onNewThread(() -> status("Cpus_allowed_list")));

        String allowed = onNewThread(() -> HostThread.setAffinity(cpu) + " " + status("Cpus_allowed_list"));

        assertThat(allowed).isEqualTo("true " + cpu);
    }

    @Test
    void affinityToProcessorsThatDoNotExistIsNotGranted() throws Exception {
        String before = onNewThread(() -> status("Cpus_allowed_list"));

        String after =
                onNewThread(() -> HostThread.setAffinity(HostThread.MAX_CPUS - 1) + " " + status("Cpus_allowed_list"));

        assertThat(after).isEqualTo("false " + before);
    }

    @Test
    void timerSlackIsWhatWasAskedFor() throws Exception {
        String result = onNewThread(() -> HostThread.setTimerSlackNanos(1234) + " "
                + HostThread.Calls.prctl(HostThread.Calls.PR_GET_TIMERSLACK, 0));

        assertThat(result).isEqualTo("true 1234");
    }

    @Test
    void realTimePriorityIsKnown() throws Exception {
        assertThat(onNewThread(() -> "" + HostThread.fifoPriority())).isEqualTo("0");

        String result = onNewThread(() -> HostThread.setFifo(7) + " " + HostThread.fifoPriority());

        assertThat(result).isIn("true 7", "false 0");
    }

    @Test
    void sliceIsWhatWasAskedFor() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64"));

        String result = onNewThread(() -> {
            boolean granted = HostThread.setSliceNanos(1_234_567);
            return granted + " " + scheduling("se.slice");
        });

        // Kernels before 6.12 have no slices of threads; some tell nothing of their scheduling.
        assertThat(result).isIn("true 1234567", "true ");
    }

    @Test
    void realTimeThreadThatIsAskedToTakeASliceStaysRealTime() throws Exception {
        String result = onNewThread(() -> HostThread.setFifo(7) + ": "
                + HostThread.setSliceNanosOf(HostThread.number(), 1_234_567) + " " + HostThread.fifoPriority());

        assumeFalse(result.startsWith("false"), "the host permits no real-time threads");
        assertThat(result).isEqualTo("true: false 7");
    }

    @Test
    void sliceOutsideItsRangeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> HostThread.setSliceNanos(99_999));
        assertThatIllegalArgumentException().isThrownBy(() -> HostThread.setSliceNanos(100_000_001));
    }

    @Test
    void fifoTakesEffectExactlyIfItSaysSo() throws Exception {
        String result = onNewThread(() -> {
            boolean permitted = HostThread.setFifo(7);
            String policy = schedulingPolicy();
            return permitted + " " + policy + ", " + HostThread.setNormal() + " " + schedulingPolicy();
        });

        assertThat(result).isIn("true 1, true 0", "false 0, true 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 100})
    void fifoPrioritiesOutsideTheRangeAreRefused(int priority) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostThread.setFifo(priority));
    }

    @Test
    void impossibleProcessorsAndSlackAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(HostThread::setAffinity);
        assertThatIllegalArgumentException().isThrownBy(() -> HostThread.setAffinity(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> HostThread.setAffinity(HostThread.MAX_CPUS));
        assertThatIllegalArgumentException().isThrownBy(() -> HostThread.setTimerSlackNanos(0));
    }

    @Test
    void virtualThreadIsRefused() {
        var task = new FutureTask<>(() -> HostThread.setAffinity(0));
        Thread.ofVirtual().start(task);

        assertThatThrownBy(task::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    private static <T> T onNewThread(Callable<T> body) throws Exception {
        var task = new FutureTask<>(body);
        Thread.ofPlatform().start(task);
        return task.get();
    }

    /** A line of what the kernel tells of the calling thread's scheduling; empty where it has none of it. */
    private static String scheduling(String name) throws IOException {
        Path file = Path.of("/proc/thread-self/sched");
        return !Files.exists(file)
                ? ""
                : Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith(name))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("");
    }

    private static String status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Field 41 of proc_pid_stat(5): 0 is SCHED_OTHER, 1 is SCHED_FIFO. The name in field 2 may contain spaces. */
    private static String schedulingPolicy() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[41 - 3];
    }

    private static int lastOf(String cpuList) {
        return Integer.parseInt(cpuList.replaceAll(".*[-,]", ""));
    }
}
