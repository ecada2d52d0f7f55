package org.polyvisor.board.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that a test moves by hand. */
public final class ManualClock implements AlarmClock {
    private record Task(Instant due, Runnable action) {}

    private Instant now = Instant.ofEpochSecond(1_800_000_000L, 250_000_000);
    private final List<Task> tasks = new ArrayList<>();

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Runnable schedule(Duration delay, Runnable task) {
        Task entry = new Task(now.plus(delay), task);
        tasks.add(entry);
        return () -> tasks.remove(entry);
    }

    /** Moves the clock without running what falls due: it will run late. */
    public void jump(Duration duration) {
        now = now.plus(duration);
    }

    public void advance(Duration duration) {
        Instant end = now.plus(duration);
        while (true) {
            Task next = tasks.stream().min(Comparator.comparing(Task::due)).orElse(null);
            if (next == null || next.due().isAfter(end)) {
                break;
            }
            tasks.remove(next);
            now = next.due().isAfter(now) ? next.due() : now;
            next.action().run();
        }
        now = end;
    }
}
