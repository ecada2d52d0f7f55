package org.polyvisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.polyvisor.hypervisor.Outcome;

class LauncherReportTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int report(Outcome outcome) {
        return Launcher.report(Map.of("vm", outcome), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void powerOffIsSuccessWithoutAWord() {
        assertThat(report(new Outcome.PoweredOff())).isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void leavingIsSuccess() {
        assertThat(report(new Outcome.Stopped())).isZero();
    }

    @Test
    void panicHasAStatusOfItsOwnAndSaysWhy() {
        int status = report(new Outcome.Panicked("No working init found."));

        assertThat(status).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("vm", "No working init found.");
    }

    @Test
    void failureOfTheProgramShowsItsReport() {
        int status = report(new Outcome.Failed("VM vm, vCPU 1, pc 0x1000", new IllegalStateException("boom")));

        assertThat(status).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("vCPU 1", "0x1000", "boom");
    }
}
