package org.polyvisor.hypervisor.phone;

import java.util.List;
import org.polyvisor.hypervisor.ConsoleSink;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.VcpuStatus;

/** One run of a VM, from power-on to its end: what a phone needs of {@link org.polyvisor.hypervisor.VirtualMachine}. */
interface Machine extends AutoCloseable {
    /** Makes machines, switched off. */
    @FunctionalInterface
    interface Factory {
        /** @throws org.polyvisor.hypervisor.ConfigurationException if it cannot be made as it is described */
        Machine create(VmSpec spec, ConsoleSink console);
    }

    void start();

    /** Waits until it has ended. */
    Outcome await();

    void stop();

    void reset();

    void pressPowerKey();

    void pause();

    void resume();

    void type(byte[] bytes, int offset, int count);

    void consoleReady();

    void resizeConsole(int columns, int rows);

    /** One word: off, running or paused. */
    String state();

    List<VcpuStatus> vcpus();

    String statistics();

    @Override
    void close();
}
