package org.polyvisor.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.hypervisor.phone.EventLog;
import org.polyvisor.hypervisor.phone.PhoneEvent;

@Timeout(60)
class EventFileTest {
    @TempDir
    private Path folder;

    private final EventLog log = new EventLog();

    private void write(Path file) {
        EventFile events = new EventFile(log, file);
        log.close();
        events.close();
    }

    @Test
    void eventsAreLinesOfJson() throws Exception {
        Path file = folder.resolve("logs/phone.jsonl");
        log.add(PhoneEvent.Kind.VM_PANICKED, "vm", "it said \"no\"");

        write(file);

        assertThat(Files.readAllLines(file)).hasSize(1);
        assertThat(file).content().contains("\"kind\":\"vm-panicked\"", "it said \\\"no\\\"");
    }

    @Test
    void fullFileIsMovedAside() throws Exception {
        Path file = Files.write(folder.resolve("phone.jsonl"), new byte[(int) EventFile.LIMIT]);
        log.add(PhoneEvent.Kind.VM_STARTED, "vm", "switched on");

        write(file);

        assertThat(folder.resolve("phone.jsonl.1")).hasSize(EventFile.LIMIT);
        assertThat(Files.readAllLines(file)).hasSize(1);
    }
}
