package org.polyvisor.hypervisor.hardware;

import org.polyvisor.board.device.Pl011;

/** A console on the serial port. */
record UartWire(Pl011 uart, SerialOutput output) implements ConsoleWire {
    UartWire {
        output.onRoom(uart::sinkReady);
    }

    @Override
    public void receive(byte[] bytes) throws InterruptedException {
        uart.receive(bytes);
    }

    @Override
    public void outputReady() {
        output.sinkReady();
    }

    @Override
    public void resize(int columns, int rows) {
        // a serial line does not know
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void close() {
        output.close();
    }
}
