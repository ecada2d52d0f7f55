package org.polyvisor.virtio.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.polyvisor.storage.RawImage;

/** A well-behaved driver gets its data back, whatever the features and however it cuts its requests. */
class DataIntegrityTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void everySectorReadsAsLastWritten(boolean eventIndex, boolean indirect) throws IOException {
        Path file = folder.resolve("disk.img");
        FuzzRun run = FuzzRun.start();
        while (run.next()) {
            Files.write(file, new byte[BusyDriver.DISK_BYTES]);
            try (RawImage image = RawImage.open(file, false);
                    BusyDriver driver = new BusyDriver(image, run.random(0), eventIndex, indirect)) {
                assertThatCode(driver::work).as("seed %d", run.seed()).doesNotThrowAnyException();
                assertThat(Files.readAllBytes(file)).as("seed %d", run.seed()).isEqualTo(driver.model());
            }
        }
    }
}
