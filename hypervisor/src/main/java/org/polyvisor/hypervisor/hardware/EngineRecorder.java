package org.polyvisor.hypervisor.hardware;

import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.polyvisor.arm.engine.Statistics;

/** Has {@link EngineEvent}s and {@link ExitsEvent}s written for a machine while somebody records; costs nothing otherwise. */
final class EngineRecorder implements FlightRecorderListener, AutoCloseable {
    private final String machine;
    private final Supplier<Statistics> source;
    private final LongSupplier instructions;
    private final LongSupplier runNanos;
    private final Runnable hook = this::write;
    private final Runnable exitsHook = this::writeExits;

    /** By cause, what was there when the last {@link ExitsEvent}s were written. */
    private Map<String, Long> written = Map.of();

    /**
     * Nothing is written before {@link #start}.
     *
     * @param instructions how many instructions the guest has executed
     * @param runNanos for how long its vCPUs have run
     */
    EngineRecorder(String machine, Supplier<Statistics> source, LongSupplier instructions, LongSupplier runNanos) {
        this.machine = machine;
        this.source = source;
        this.instructions = instructions;
        this.runNanos = runNanos;
    }

    /** To be called once. */
    void start() {
        if (FlightRecorder.isAvailable()) {
            FlightRecorder.addListener(this);
        }
    }

    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        FlightRecorder.addPeriodicEvent(EngineEvent.class, hook);
        FlightRecorder.addPeriodicEvent(ExitsEvent.class, exitsHook);
    }

    private void write() {
        EngineEvent event = new EngineEvent();
        Statistics now = source.get();
        event.machine = machine;
        event.blocks = now.blocks();
        event.instructions = now.instructions();
        event.bytes = now.bytes();
        event.bytesInUse = now.bytesInUse();
        event.invalidations = now.invalidations();
        event.recycles = now.recycles();
        event.interpreted = now.interpreted();
        event.executed = instructions.getAsLong();
        event.mips = Processors.mips(event.executed, runNanos.getAsLong());
        event.exits = total(now.exits());
        event.helped = total(now.helped());
        event.commit();
    }

    private synchronized void writeExits() {
        Map<String, Long> now = source.get().exits();
        now.forEach((cause, total) -> {
            long count = total - written.getOrDefault(cause, 0L);
            if (count != 0) {
                ExitsEvent event = new ExitsEvent();
                event.machine = machine;
                event.cause = cause;
                event.count = count;
                event.total = total;
                event.commit();
            }
        });
        written = now;
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        if (FlightRecorder.isAvailable()) {
            FlightRecorder.removeListener(this);
        }
        if (FlightRecorder.isInitialized()) {
            FlightRecorder.removePeriodicEvent(hook);
            FlightRecorder.removePeriodicEvent(exitsHook);
        }
    }
}
