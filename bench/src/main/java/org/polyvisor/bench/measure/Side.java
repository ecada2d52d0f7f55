package org.polyvisor.bench.measure;

import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.Hypervisor;

/** One of the hypervisors under comparison; its guest is booted when first needed, and again after a failure. */
final class Side implements AutoCloseable {
    /** Boots the guest. */
    @FunctionalInterface
    interface Boot {
        WorkloadServer boot() throws BenchException;
    }

    private final Hypervisor hypervisor;
    private final Boot boot;
    private @Nullable WorkloadServer server;

    Side(Hypervisor hypervisor, Boot boot) {
        this.hypervisor = hypervisor;
        this.boot = boot;
    }

    /** Its figures in a row. */
    Rival rival(Figures figures) {
        return Rival.of(hypervisor, figures);
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
            throw new BenchException("%s: %s".formatted(hypervisor.name(), e.getMessage()), e);
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
