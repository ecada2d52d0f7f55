package org.polyvisor.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The baseband's parts that know no hardware, compiled for this host. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BasebandSourcesTest {
    private static final String SECONDS_OF_FUZZING = "5";

    @Test
    void partsWithoutHardwarePassTheirTestsUnderSanitizers() throws Exception {
        assumeTrue(HostProgram.isOnPath("gcc"), "gcc is not installed");
        Path script = Path.of("baseband", "test", "run");

        HostProgram.Result result = HostProgram.run(List.of("sh", script.toString(), SECONDS_OF_FUZZING));

        assertThat(result.output()).endsWith("all tests passed\n");
        assertThat(result.code()).isZero();
    }
}
