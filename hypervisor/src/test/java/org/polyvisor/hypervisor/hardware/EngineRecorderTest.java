package org.polyvisor.hypervisor.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.arm.engine.Sharing;
import org.polyvisor.arm.engine.Statistics;

/** What a flight recording has of a machine's engine. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineRecorderTest {
    private static final String MACHINE = "machine of EngineRecorderTest";
    private static final int ENOUGH = 5;

    @TempDir
    private Path folder;

    private final CountDownLatch asked = new CountDownLatch(ENOUGH);
    private final AtomicInteger times = new AtomicInteger();

    /** 10 more helper exits each time, 3 of another cause that do not become more, and none of a third. */
    private Statistics statistics() {
        asked.countDown();
        Map<String, Long> exits = Map.of("helper", 10L * times.incrementAndGet(), "lookup", 3L, "fatal", 0L);
        return new Statistics(0, 0, 0, 0, 0, 0, 0, 0, exits, Map.of(), Sharing.NONE);
    }

    private List<RecordedEvent> record(String event) throws Exception {
        Path file = folder.resolve("recording.jfr");
        try (EngineRecorder recorder = new EngineRecorder(MACHINE, this::statistics, () -> 0, () -> 0);
                Recording recording = new Recording()) {
            recorder.start();
            recording.enable(event).withPeriod(Duration.ofMillis(20));
            recording.start();
            assertThat(asked.await(50, TimeUnit.SECONDS)).isTrue();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(found -> found.getEventType().getName().equals(event))
                .filter(found -> MACHINE.equals(found.getString("machine")))
                .toList();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String cause) {
        return events.stream()
                .filter(event -> event.getString("cause").equals(cause))
                .toList();
    }

    @Test
    void exitsAreCountedByCauseAndInterval() throws Exception {
        List<RecordedEvent> events = record("org.polyvisor.Exits");

        List<RecordedEvent> helper = of(events, "helper");
        assertThat(helper).hasSizeGreaterThanOrEqualTo(ENOUGH - 1);
        assertThat(helper).allMatch(event -> event.getLong("count") == 10);
        assertThat(helper).extracting(event -> event.getLong("total")).startsWith(10L, 20L, 30L, 40L);
    }

    @Test
    void causeIsToldOnlyWhenThereWereMore() throws Exception {
        List<RecordedEvent> events = record("org.polyvisor.Exits");

        List<RecordedEvent> lookup = of(events, "lookup");
        assertThat(lookup).hasSize(1);
        assertThat(lookup.getFirst().getLong("count")).isEqualTo(3);
        assertThat(of(events, "fatal")).isEmpty();
    }

    @Test
    void totalOfAllCausesIsInTheEnginesEvent() throws Exception {
        List<RecordedEvent> events = record("org.polyvisor.Engine");

        assertThat(events).extracting(event -> event.getLong("exits")).startsWith(13L, 23L, 33L, 43L);
    }

    @Test
    void nothingIsAskedWhileNobodyRecords() {
        try (EngineRecorder recorder = new EngineRecorder(MACHINE, this::statistics, () -> 0, () -> 0)) {
            recorder.start();
        }

        assertThat(times.get()).isZero();
    }
}
