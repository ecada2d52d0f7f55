package org.polyvisor.hypervisor.hardware;

import org.polyvisor.hypervisor.console.InputFeeder;

/** The host's end of whichever device carries a machine's console. */
interface ConsoleWire extends InputFeeder.Receiver {
    /** The sink has room again after it has refused output. */
    void outputReady();

    /** Tells the guest the size of its terminal, if the device can. */
    void resize(int columns, int rows);
}
