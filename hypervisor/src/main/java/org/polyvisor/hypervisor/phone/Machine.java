package org.polyvisor.hypervisor.phone;

import java.util.List;
import org.polyvisor.hypervisor.ConsoleSink;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.VcpuStatus;
import org.polyvisor.hypervisor.VirtualMachine;

/** One run of a VM, from power-on to its end: what a phone needs of {@link VirtualMachine}. */
interface Machine extends AutoCloseable {
    /** Makes machines, switched off. */
    @FunctionalInterface
    interface Factory {
        /**
         * Makes one.
         *
         * @param resets hears of the machine's restarts, its guest's own among them
         * @throws org.polyvisor.hypervisor.ConfigurationException if it cannot be made as it is described
         */
        Machine create(VmSpec spec, ConsoleSink console, VirtualMachine.ResetListener resets);
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
