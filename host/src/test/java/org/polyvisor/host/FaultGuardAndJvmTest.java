package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM's own use of the signals, with the guard installed; each in a JVM of its own. */
class FaultGuardAndJvmTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void hostExecutesGeneratedCode() {
        assumeTrue(GeneratedCode.isSupported());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation"})
    void jvmStillTurnsItsOwnFaultsIntoExceptions(String compiler) throws Exception {
        Result result = run("exceptions", compiler);

        assertThat(result.output()).contains("null 30000, division 30000, depth true, collected true, landed 1");
        assertThat(result.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"outside", "closed"})
    void faultOutsideEveryGuardedRangeIsStillACrashOfTheJvm(String scenario) throws Exception {
        Result result = run(scenario);

        assertThat(result.output())
                .contains("before the fault: 2")
                .contains("SIGSEGV (0xb) at pc=")
                .doesNotContain("after the fault");
        assertThat(result.exitCode()).isNotZero();
    }

    @Test
    void callsAllocateNothingEvenWithoutEscapeAnalysis() throws Exception {
        Result result = run(
                "calls", "-XX:TieredStopAtLevel=1", "-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xmx64m");

        assertThat(result.output()).contains("called 5000000 times");
        assertThat(result.exitCode()).isZero();
    }

    private record Result(int exitCode, String output) {}

    private Result run(String scenario, String... options) throws IOException, InterruptedException {
        Path classes = Path.of(System.getProperty("basedir", ""), "target", "classes");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + directory.resolve("hs_err.log"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes + ":" + classes.resolveSibling("test-classes"),
                ChildJvm.class.getName(),
                scenario));
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as(Files.readString(output)).isTrue();
        return new Result(process.exitValue(), Files.readString(output));
    }
}
