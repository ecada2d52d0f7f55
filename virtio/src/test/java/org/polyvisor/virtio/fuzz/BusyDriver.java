package org.polyvisor.virtio.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.polyvisor.virtio.driver.Buffer.in;
import static org.polyvisor.virtio.driver.Buffer.out;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.polyvisor.host.ServiceThreads;
import org.polyvisor.storage.BlockImage;
import org.polyvisor.virtio.Features;
import org.polyvisor.virtio.block.BlockDevice;
import org.polyvisor.virtio.block.BlockFeatures;
import org.polyvisor.virtio.block.BlockOptions;
import org.polyvisor.virtio.driver.Buffer;
import org.polyvisor.virtio.driver.TestDriver;
import org.polyvisor.virtio.driver.TestQueue;

/**
 * A well-behaved driver that keeps a block device busy with many requests at once, cut into buffers at random, and
 * compares everything with a model of the disk. Each request works on sectors that no other one in flight touches.
 */
final class BusyDriver implements AutoCloseable {
    static final int DISK_BYTES = 8 * 16 * 512;

    private static final int QUEUE_SIZE = 32;
    private static final int SLOTS = 8;
    private static final int SLOT_SECTORS = 16;
    private static final int SLOT_BYTES = SLOT_SECTORS * 512;
    private static final int REQUESTS = 400;

    private final RandomGenerator random;
    private final boolean indirect;
    private final TestDriver driver;
    private final TestQueue queue;
    private final byte[] model = new byte[DISK_BYTES];
    private final Map<Integer, Request> inFlight = new HashMap<>();
    private final List<Integer> freeSlots = new ArrayList<>();
    private final long[] headers = new long[SLOTS];
    private final long[] data = new long[SLOTS];
    private final long[] statuses = new long[SLOTS];

    /** What was asked for, and what must have become of it. */
    private static final class Request {
        final int slot;
        final String what;
        final byte[] expected;
        final long used;

        Request(int slot, String what, byte[] expected, long used) {
            this.slot = slot;
            this.what = what;
            this.expected = expected;
            this.used = used;
        }
    }

    /** The image is all zeroes. */
    BusyDriver(BlockImage image, RandomGenerator random, boolean eventIndex, boolean indirect) {
        this.random = random;
        this.indirect = indirect;
        driver = new TestDriver(
                new BlockDevice(ServiceThreads.ORDINARY, image, new BlockOptions("disk", 1, QUEUE_SIZE)), 1 << 20);
        driver.negotiate(BlockFeatures.FLUSH
                | BlockFeatures.WRITE_ZEROES
                | (eventIndex ? Features.RING_EVENT_IDX : 0)
                | (indirect ? Features.RING_INDIRECT_DESC : 0));
        queue = driver.queue(0, QUEUE_SIZE);
        driver.start();
        for (int slot = 0; slot < SLOTS; slot++) {
            freeSlots.add(slot);
            headers[slot] = driver.memory.allocate(16, 1);
            data[slot] = driver.memory.allocate(SLOT_BYTES + 64, 1);
            statuses[slot] = driver.memory.allocate(1, 1);
        }
    }

    /** What must stand on the disk now. */
    byte[] model() {
        return model.clone();
    }

    @Override
    public void close() {
        driver.close();
    }

    /** Makes some hundred requests and waits for all. */
    void work() {
        for (int sent = 0; sent < REQUESTS; ) {
            int batch = random.nextInt(1, 5);
            for (int i = 0; i < batch && !freeSlots.isEmpty() && queue.freeDescriptors() >= 10; i++) {
                submit();
                sent++;
            }
            queue.publishAndKick();
            int harvest = random.nextInt(inFlight.size() + 1);
            for (int i = 0;
                    i < harvest || freeSlots.isEmpty() || queue.freeDescriptors() < 10 && !inFlight.isEmpty();
                    i++) {
                complete(queue.await());
            }
        }
        while (!inFlight.isEmpty()) {
            complete(queue.await());
        }
    }

    private void submit() {
        int slot = freeSlots.remove(/* index */ random.nextInt(freeSlots.size()));
        int sectors = random.nextInt(1, SLOT_SECTORS + 1);
        int first = slot * SLOT_SECTORS + random.nextInt(SLOT_SECTORS - sectors + 1);
        switch (random.nextInt(5)) {
            case 0, 1 -> read(slot, first, sectors);
            case 2, 3 -> write(slot, first, sectors);
            default -> zero(slot, first, sectors);
        }
    }

    private void read(int slot, int first, int sectors) {
        byte[] expected = Arrays.copyOfRange(model, first * 512, (first + sectors) * 512);
        driver.memory.slice(data[slot], SLOT_BYTES).fill((byte) 0xa5);
        List<Buffer> chain = cut(headers[slot], 16, false, 2);
        chain.addAll(cut(data[slot], sectors * 512, true, 5));
        send(slot, 0, first, chain, new Request(slot, "read at sector " + first, expected, sectors * 512L + 1));
    }

    private void write(int slot, int first, int sectors) {
        byte[] fresh = new byte[sectors * 512];
        random.nextBytes(fresh);
        System.arraycopy(fresh, 0, model, first * 512, fresh.length);
        driver.memory.putBytes(data[slot], fresh);
        List<Buffer> chain = cut(headers[slot], 16, false, 2);
        chain.addAll(cut(data[slot], fresh.length, false, 5));
        send(slot, 1, first, chain, new Request(slot, "write at sector " + first, fresh, 1));
    }

    private void zero(int slot, int first, int sectors) {
        Arrays.fill(model, first * 512, (first + sectors) * 512, (byte) 0);
        driver.memory.putLong(data[slot], first);
        driver.memory.putInt(data[slot] + 8, sectors);
        driver.memory.putInt(data[slot] + 12, random.nextInt(2));
        List<Buffer> chain = cut(headers[slot], 16, false, 2);
        chain.addAll(cut(data[slot], 16, false, 3));
        send(slot, 13, 0, chain, new Request(slot, "zeroes at sector " + first, new byte[0], 1));
    }

    private void send(int slot, int type, long sector, List<Buffer> chain, Request request) {
        driver.memory.putInt(headers[slot], type);
        driver.memory.putLong(headers[slot] + 8, sector);
        driver.memory.putByte(statuses[slot], (byte) 0xff);
        chain.add(out(statuses[slot], 1));
        Buffer[] buffers = chain.toArray(Buffer[]::new);
        int head = indirect && random.nextBoolean()
                ? queue.addIndirect(random.nextInt(Math.min(3, buffers.length)), buffers)
                : queue.add(buffers);
        inFlight.put(head, request);
    }

    /** Cuts a range into up to {@code most} buffers. */
    private List<Buffer> cut(long address, int bytes, boolean writable, int most) {
        List<Buffer> pieces = new ArrayList<>();
        int done = 0;
        while (done < bytes) {
            int piece = pieces.size() == most - 1 ? bytes - done : random.nextInt(1, bytes - done + 1);
            pieces.add(writable ? out(address + done, piece) : in(address + done, piece));
            done += piece;
        }
        return pieces;
    }

    private void complete(TestQueue.Used used) {
        Request request = Objects.requireNonNull(inFlight.remove(used.head()));
        assertThat(driver.memory.getByte(statuses[request.slot])).isZero();
        assertThat(used.length()).isEqualTo(request.used);
        assertThat(driver.memory.bytes(data[request.slot], request.expected.length))
                .as(request.what)
                .isEqualTo(request.expected);
        freeSlots.add(request.slot);
    }
}
