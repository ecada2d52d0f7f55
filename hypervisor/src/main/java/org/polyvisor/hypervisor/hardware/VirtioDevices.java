package org.polyvisor.hypervisor.hardware;

import java.util.ArrayList;
import java.util.List;
import org.polyvisor.board.Board;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.storage.BlockImage;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.block.BlockDevice;
import org.polyvisor.virtio.block.BlockOptions;
import org.polyvisor.virtio.console.ConsoleDevice;
import org.polyvisor.virtio.console.ConsolePort;
import org.polyvisor.virtio.entropy.EntropyDevice;
import org.polyvisor.virtio.input.KeysDevice;
import org.polyvisor.virtio.mmio.VirtioMmio;
import org.polyvisor.virtio.net.FrameLine;
import org.polyvisor.virtio.net.NetDevice;

/**
 * A machine's virtio devices, in the board's slots from the first on. Linux finds them in that order, so disks are
 * numbered as they are added.
 */
final class VirtioDevices implements AutoCloseable {
    private final ServiceThreads threads;
    private final Board board;
    private final List<VirtioMmio> transports = new ArrayList<>();

    VirtioDevices(ServiceThreads threads, Board board) {
        this.threads = threads;
        this.board = board;
    }

    void addEntropy() {
        add(new EntropyDevice(threads));
    }

    void addConsole(ConsolePort port) {
        add(new ConsoleDevice(threads, List.of(port)));
    }

    void addPorts(List<ConsolePort> ports) {
        add(new ConsoleDevice(threads, ports));
    }

    void addNetwork(byte[] address, FrameLine line) {
        add(new NetDevice(threads, address, line));
    }

    KeysDevice addKeys() {
        KeysDevice keys = new KeysDevice(threads, "Polyvisor keys", KeysDevice.POWER);
        add(keys);
        return keys;
    }

    void addDisks(List<BlockImage> images) {
        for (int i = 0; i < images.size(); i++) {
            add(new BlockDevice(
                    threads,
                    images.get(i),
                    BlockOptions.of("disk" + i, board.config().cpus())));
        }
    }

    private void add(VirtioDevice device) {
        int slot = transports.size();
        VirtioMmio transport = new VirtioMmio(device, board.memory(), board.virtioLine(slot));
        transports.add(transport);
        board.attachVirtio(slot, transport);
    }

    /** Ends the devices; when this returns none touches the guest's memory any more. */
    @Override
    public void close() {
        transports.forEach(VirtioMmio::close);
    }
}
