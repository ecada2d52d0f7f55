package org.polyvisor.virtio.driver;

import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.VirtioDevice;
import org.polyvisor.virtio.mmio.VirtioMmio;

/** What every virtio-mmio driver does: registers, negotiation, interrupts. */
public final class TestDriver implements AutoCloseable {
    public static final int STATUS = 0x070;
    public static final int ACKNOWLEDGE = 1;
    public static final int DRIVER = 2;
    public static final int DRIVER_OK = 4;
    public static final int FEATURES_OK = 8;
    public static final int NEEDS_RESET = 64;

    public final VirtioMmio mmio;
    public final TestMemory memory;
    public final TestLine line = new TestLine();
    private long features;

    public TestDriver(VirtioDevice device, long memoryBytes) {
        memory = new TestMemory(memoryBytes);
        mmio = new VirtioMmio(device, memory, line);
    }

    public int read(int register) {
        return (int) mmio.read(register, 4);
    }

    public void write(int register, int value) {
        mmio.write(register, 4, value & 0xffff_ffffL);
    }

    public int status() {
        return read(STATUS);
    }

    public long offeredFeatures() {
        write(0x014, 0);
        long low = read(0x010) & 0xffff_ffffL;
        write(0x014, 1);
        return low | (long) read(0x010) << 32;
    }

    public void acceptFeatures(long accepted) {
        features = accepted;
        write(0x024, 0);
        write(0x020, (int) accepted);
        write(0x024, 1);
        write(0x020, (int) (accepted >>> 32));
    }

    /** From reset up to FEATURES_OK. */
    public TestDriver negotiate(long accepted) {
        write(STATUS, 0);
        write(STATUS, ACKNOWLEDGE);
        write(STATUS, ACKNOWLEDGE | DRIVER);
        acceptFeatures(accepted | Features.VERSION_1);
        write(STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK);
        return this;
    }

    /** Configures a queue and makes it ready. */
    public TestQueue queue(int index, int size) {
        TestQueue queue = new TestQueue(this, index, size, features);
        write(0x030, index);
        write(0x038, size);
        writeAddress(0x080, queue.descriptorArea);
        writeAddress(0x090, queue.driverArea);
        writeAddress(0x0a0, queue.deviceArea);
        write(0x044, 1);
        return queue;
    }

    public void writeAddress(int register, long address) {
        write(register, (int) address);
        write(register + 4, (int) (address >>> 32));
    }

    public TestDriver start() {
        write(STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
        return this;
    }

    public boolean needsReset() {
        return (status() & NEEDS_RESET) != 0;
    }

    /** Waits for the configuration interrupt, as a driver does that has to learn of a needed reset. */
    public boolean awaitNeedsReset() {
        long end = System.nanoTime() + 5_000_000_000L;
        while (!needsReset() && System.nanoTime() < end && line.await(5000)) {
            acknowledgeInterrupts();
        }
        return needsReset();
    }

    /** Reads and acknowledges the interrupt status. */
    public int acknowledgeInterrupts() {
        int status = read(0x060);
        write(0x064, status);
        return status;
    }

    public long config(int offset, int size) {
        return mmio.read(0x100 + offset, size);
    }

    @Override
    public void close() {
        mmio.close();
    }
}
