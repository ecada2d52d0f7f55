package org.polyvisor.hypervisor.hardware;

import org.polyvisor.hypervisor.console.InputFeeder;

/** The host's end of whichever device carries a machine's console. */
interface ConsoleWire extends InputFeeder.Receiver, AutoCloseable {
    /** The sink has room again after it has refused output. */
    void outputReady();

    /** Carries on what the guest has written so far, as far as the sink takes it. */
    void flush();

    /** Tells the guest the size of its terminal, if the device can. */
    void resize(int columns, int rows);

    /** To be called when no vCPU runs any more. */
    @Override
    void close();
}
