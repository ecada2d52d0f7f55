package org.polyvisor.hypervisor.hardware;

import org.polyvisor.hypervisor.ConsoleSink;
import org.polyvisor.virtio.console.ConsolePort;

/** A console on a virtio console device. */
final class VirtioWire implements ConsoleWire {
    private final ConsolePort port;
    private boolean space;

    VirtioWire(ConsoleSink sink) {
        port = ConsolePort.terminal("console", sink::write);
        port.onInputSpace(this::signalSpace);
    }

    ConsolePort port() {
        return port;
    }

    private synchronized void signalSpace() {
        space = true;
        notifyAll();
    }

    @Override
    public void receive(byte[] bytes) throws InterruptedException {
        int done = port.receive(bytes, 0, bytes.length);
        while (done < bytes.length) {
            awaitSpace();
            done += port.receive(bytes, done, bytes.length - done);
        }
    }

    private synchronized void awaitSpace() throws InterruptedException {
        while (!space) {
            wait();
        }
        space = false;
    }

    @Override
    public void outputReady() {
        port.outputReady();
    }

    @Override
    public void resize(int columns, int rows) {
        port.resize(columns, rows);
    }

    @Override
    public void flush() {
        // a guest learns from its queue that its output has been carried on
    }

    @Override
    public void close() {
        // the device ends with the other virtio devices
    }
}
