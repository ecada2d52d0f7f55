package org.polyvisor.hypervisor.hardware;

import org.polyvisor.board.device.Pl011;

/** A console on the serial port. */
record UartWire(Pl011 uart) implements ConsoleWire {
    @Override
    public void receive(byte[] bytes) throws InterruptedException {
        uart.receive(bytes);
    }

    @Override
    public void outputReady() {
        uart.sinkReady();
    }

    @Override
    public void resize(int columns, int rows) {
        // a serial line does not know
    }
}
