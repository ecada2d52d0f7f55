package org.polyvisor.hypervisor.phone;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleSink;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.VcpuStatus;
import org.polyvisor.hypervisor.VirtualMachine;

/** Machines that end as a test says. */
final class FakeMachines implements Machine.Factory {
    /** A machine without a guest. */
    static final class Fake implements Machine {
        final ConsoleSink console;
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        boolean obeysPowerKey;
        volatile boolean paused;
        volatile boolean suspended;
        volatile String size = "";

        private final VirtualMachine.ResetListener resets;

        Fake(ConsoleSink console, VirtualMachine.ResetListener resets) {
            this.console = console;
            this.resets = resets;
        }

        void writes(String text) {
            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            console.write(bytes, 0, bytes.length);
        }

        @Override
        public void start() {}

        @Override
        public Outcome await() {
            return outcome.join();
        }

        @Override
        public void stop() {
            outcome.complete(new Outcome.Stopped());
        }

        /** What a guest does that restarts its machine. */
        void guestRestarts() {
            resets.restarts(true);
        }

        @Override
        public void reset() {
            resets.restarts(false);
        }

        @Override
        public void pressPowerKey() {
            if (obeysPowerKey) {
                outcome.complete(new Outcome.PoweredOff());
            }
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
            suspended = false;
        }

        @Override
        public void type(byte[] bytes, int offset, int count) {}

        @Override
        public void consoleReady() {}

        @Override
        public void resizeConsole(int columns, int rows) {
            size = columns + "x" + rows;
        }

        @Override
        public String state() {
            return paused ? "paused" : suspended ? "suspended" : "running";
        }

        @Override
        public List<VcpuStatus> vcpus() {
            return List.of();
        }

        @Override
        public String statistics() {
            return "";
        }

        @Override
        public void close() {
            stop();
        }
    }

    private final List<Fake> made = new ArrayList<>();
    private final Deque<Outcome> ends = new ArrayDeque<>();
    private @Nullable String refusal;
    private boolean obeysPowerKey = true;

    /** The next machines end at once, in these ways; those after them run on. */
    synchronized FakeMachines ending(Outcome... outcomes) {
        ends.addAll(List.of(outcomes));
        return this;
    }

    synchronized void refuse(String reason) {
        refusal = reason;
    }

    synchronized void ignorePowerKey() {
        obeysPowerKey = false;
    }

    synchronized Fake last() {
        return made.getLast();
    }

    synchronized int count() {
        return made.size();
    }

    @Override
    public synchronized Machine create(VmSpec spec, ConsoleSink console, VirtualMachine.ResetListener resets) {
        if (refusal != null) {
            throw new ConfigurationException(refusal);
        }
        Fake fake = new Fake(console, resets);
        fake.obeysPowerKey = obeysPowerKey;
        made.add(fake);
        if (!ends.isEmpty()) {
            fake.outcome.complete(ends.remove());
        }
        return fake;
    }
}
