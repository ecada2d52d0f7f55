package org.polyvisor.hypervisor.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventLogTest {
    private final EventLog log = new EventLog();

    private void add(String message) {
        log.add(PhoneEvent.Kind.VM_STARTED, "vm", message);
    }

    @Test
    void keepsTheNewest() {
        for (int i = 1; i <= EventLog.CAPACITY + 5; i++) {
            add("event " + i);
        }

        assertThat(log.after(0)).hasSize(EventLog.CAPACITY);
        assertThat(log.after(0).getFirst().number()).isEqualTo(6);
    }

    @Test
    void waitingReaderIsWokenByTheNextEvent() throws Exception {
        add("known");
        CompletableFuture<Integer> seen = CompletableFuture.supplyAsync(() -> {
            try {
                return log.awaitAfter(1, Duration.ofSeconds(20)).size();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        add("new");

        assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void longMessageOfAGuestIsCut() {
        add("x".repeat(100_000));

        assertThat(log.after(0).getFirst().message()).hasSizeLessThan(500);
    }

    @Test
    void closedLogLetsReadersGo() throws InterruptedException {
        log.close();

        assertThat(log.awaitAfter(0, Duration.ofHours(1))).isEmpty();
    }
}
