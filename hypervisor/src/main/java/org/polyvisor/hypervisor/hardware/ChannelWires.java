package org.polyvisor.hypervisor.hardware;

import java.util.ArrayList;
import java.util.List;
import org.polyvisor.board.Board;
import org.polyvisor.board.device.CharSink;
import org.polyvisor.board.device.Pl011;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.hypervisor.channel.ChannelEnd;
import org.polyvisor.hypervisor.channel.ChannelSpec;
import org.polyvisor.hypervisor.channel.LinkEnd;
import org.polyvisor.hypervisor.channel.SerialEnd;
import org.polyvisor.virtio.console.ConsolePort;

/** A machine's devices for its channels; a machine without channels has none. */
final class ChannelWires implements AutoCloseable {
    private final ServiceThreads threads;
    private final Board board;
    private final List<ConsolePort> ports = new ArrayList<>();
    private final List<SerialEnd.Connection> connections = new ArrayList<>();

    ChannelWires(ServiceThreads threads, List<ChannelEnd> ends, Board board, VirtioDevices virtio) {
        this.threads = threads;
        this.board = board;
        for (ChannelEnd end : ends) {
            switch (end) {
                case SerialEnd serial when serial.as() == ChannelSpec.As.UART -> addUart(serial);
                case SerialEnd serial -> addPort(serial);
                case LinkEnd link -> virtio.addNetwork(link.address(), link);
            }
        }
        if (!ports.isEmpty()) {
            virtio.addPorts(ports);
        }
    }

    private void addUart(SerialEnd end) {
        Pl011 uart = board.addSecondUart(bytewise(end));
        SerialEnd.Connection connection = end.connect(threads, new SerialEnd.Device() {
            @Override
            public int offer(byte[] bytes, int length) {
                return uart.offer(bytes, 0, length);
            }

            @Override
            public void outputReady() {
                uart.sinkReady();
            }

            @Override
            public void carrier(boolean present) {
                uart.setCarrier(present);
            }
        });
        uart.onInputSpace(connection::inputTaken);
        connections.add(connection);
        end.setListening(true);
    }

    private static CharSink bytewise(SerialEnd end) {
        byte[] one = new byte[1];
        return value -> {
            one[0] = value;
            return end.send(one, 0, 1) == 1;
        };
    }

    private void addPort(SerialEnd end) {
        ConsolePort port = ConsolePort.channel(end.port(), end::send);
        SerialEnd.Connection connection = end.connect(threads, new SerialEnd.Device() {
            @Override
            public int offer(byte[] bytes, int length) {
                return port.receive(bytes, 0, length);
            }

            @Override
            public void outputReady() {
                port.outputReady();
            }

            @Override
            public void carrier(boolean present) {
                port.setOpen(present);
            }
        });
        port.onInputSpace(connection::inputTaken);
        port.onGuestOpen(end::setListening);
        connections.add(connection);
        ports.add(port);
    }

    /** To be called when no vCPU and no virtio device works any more. */
    @Override
    public void close() {
        connections.forEach(SerialEnd.Connection::close);
    }
}
