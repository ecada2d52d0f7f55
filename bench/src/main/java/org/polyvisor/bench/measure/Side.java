package org.polyvisor.bench.measure;

import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.BenchException;

/** One of the two hypervisors under comparison; its guest is booted when first needed, and again after a failure. */
final class Side implements AutoCloseable {
    /** Boots the guest. */
    @FunctionalInterface
    interface Boot {
        WorkloadServer boot() throws BenchException;
    }

    private final String name;
    private final Boot boot;
    private @Nullable WorkloadServer server;

    Side(String name, Boot boot) {
        this.name = name;
        this.boot = boot;
    }

    /** A sample; a failure names the side. */
    Sample run(String workload, int milliseconds) throws BenchException {
        try {
            WorkloadServer running = server;
            if (running == null) {
                running = boot.boot();
                server = running;
            }
            return running.run(workload, milliseconds);
        } catch (BenchException e) {
            close();
            throw new BenchException("%s: %s".formatted(name, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
