package org.polyvisor.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CacheLockTest {
    @TempDir
    Path folder;

    private final BlockingQueue<String> steps = new LinkedBlockingQueue<>();
    private final Progress progress = new Progress() {
        @Override
        public void step(String what, Unit unit) {
            steps.add(what);
        }

        @Override
        public void advance(long done, long total) {}
    };

    @Test
    void lockCreatesTheCacheAndCanBeTakenAgain() throws IOException {
        Path root = folder.resolve("not/yet/there");

        CacheLock.take(root, progress).close();
        CacheLock.take(root, progress).close();

        assertThat(root.resolve("lock")).exists();
        assertThat(steps).isEmpty();
    }

    @Test
    void secondThreadWaitsForTheFirstAndSaysSo() throws Exception {
        AtomicInteger inside = new AtomicInteger(1);
        CacheLock first = CacheLock.take(folder, progress);
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> insideWhenTaken(inside));

        assertThat(steps.poll(30, TimeUnit.SECONDS)).contains("waiting");
        assertThat(second).isNotDone();
        inside.set(0);
        first.close();

        assertThat(second.get(30, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void secondProcessWaitsForTheFirstAndSaysSo() throws Exception {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        Holder.class.getName(),
                        folder.toString()))
                .redirectErrorStream(true)
                .start();
        BufferedReader output = child.inputReader();
        assertThat(output.readLine()).isEqualTo("held");
        CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> insideWhenTaken(new AtomicInteger()));

        assertThat(steps.poll(30, TimeUnit.SECONDS)).contains("waiting");
        assertThat(second).isNotDone();
        child.outputWriter().close();

        assertThat(second.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(child.waitFor()).isZero();
    }

    /** Takes the lock, says so, and holds it until its input ends. */
    static final class Holder {
        public static void main(String[] arguments) throws IOException {
            CacheLock held = CacheLock.take(Path.of(arguments[0]), Progress.NONE);
            System.out.println("held");
            System.in.readAllBytes();
            held.close();
        }
    }

    private int insideWhenTaken(AtomicInteger inside) {
        try (CacheLock _ = CacheLock.take(folder, progress)) {
            return inside.get();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The child finds our classes where this process has them, on the module path or not. */
    private static String classPath() throws Exception {
        Path tests = location(CacheLockTest.class);
        return tests + ":" + tests.resolveSibling("classes") + ":" + System.getProperty("java.class.path");
    }

    private static Path location(Class<?> type) throws Exception {
        Path classes =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        return classes.resolveSibling("test-classes");
    }
}
