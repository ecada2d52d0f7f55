package org.polyvisor.virtio.driver;

import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.polyvisor.virtio.Features;

/** The driver's side of a split virtqueue, well-behaved unless a test uses {@link #descriptor} and its like. */
public final class TestQueue {
    public static final int NEXT = 1;
    public static final int WRITE = 2;
    public static final int INDIRECT = 4;

    /** A chain that the device gave back. */
    public record Used(int head, long length) {}

    public final int size;
    public final long descriptorArea;
    public final long driverArea;
    public final long deviceArea;
    private final TestDriver driver;
    private final TestMemory memory;
    private final int index;
    private final boolean eventIndex;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final Map<Integer, int[]> descriptorsOfHead = new HashMap<>();
    private final Map<Integer, Long> tableOfHead = new HashMap<>();
    private final ArrayDeque<Long> freeTables = new ArrayDeque<>();
    private int availIndex;
    private int availIndexAtKick;
    private int usedIndex;

    TestQueue(TestDriver driver, int index, int size, long features) {
        this.driver = driver;
        this.memory = driver.memory;
        this.index = index;
        this.size = size;
        eventIndex = Features.has(features, Features.RING_EVENT_IDX);
        descriptorArea = memory.allocate(16L * size, 16);
        driverArea = memory.allocate(6 + 2L * size, 2);
        deviceArea = memory.allocate(6 + 8L * size, 4);
        for (int i = 0; i < size; i++) {
            free.add(i);
        }
    }

    public int freeDescriptors() {
        return free.size();
    }

    /** Writes one descriptor of a table. */
    public void descriptor(long table, int slot, long address, long length, int flags, int next) {
        long at = table + 16L * slot;
        memory.putLong(at, address);
        memory.putInt(at + 8, (int) length);
        memory.putShort(at + 12, (short) flags);
        memory.putShort(at + 14, (short) next);
    }

    /** Adds a chain of ring descriptors; not visible to the device before {@link #publish}. */
    public int add(Buffer... buffers) {
        int[] slots = new int[buffers.length];
        for (int i = 0; i < buffers.length; i++) {
            slots[i] = free.remove();
        }
        for (int i = 0; i < buffers.length; i++) {
            boolean last = i == buffers.length - 1;
            int flags = (buffers[i].writable() ? WRITE : 0) | (last ? 0 : NEXT);
            descriptor(
                    descriptorArea,
                    slots[i],
                    buffers[i].address(),
                    buffers[i].length(),
                    flags,
                    last ? 0 : slots[i + 1]);
        }
        descriptorsOfHead.put(slots[0], slots);
        offer(slots[0]);
        return slots[0];
    }

    /** Adds a chain whose first {@code direct} buffers are in the ring's table and whose others are in one of its own. */
    public int addIndirect(int direct, Buffer... buffers) {
        long table = freeTables.isEmpty() ? memory.allocate(16L * size, 8) : freeTables.remove();
        int nested = buffers.length - direct;
        for (int i = 0; i < nested; i++) {
            Buffer buffer = buffers[direct + i];
            int flags = (buffer.writable() ? WRITE : 0) | (i == nested - 1 ? 0 : NEXT);
            descriptor(table, i, buffer.address(), buffer.length(), flags, i + 1);
        }
        int[] slots = new int[direct + 1];
        for (int i = 0; i <= direct; i++) {
            slots[i] = free.remove();
        }
        for (int i = 0; i < direct; i++) {
            int flags = (buffers[i].writable() ? WRITE : 0) | NEXT;
            descriptor(descriptorArea, slots[i], buffers[i].address(), buffers[i].length(), flags, slots[i + 1]);
        }
        descriptor(descriptorArea, slots[direct], table, 16L * nested, INDIRECT, 0);
        descriptorsOfHead.put(slots[0], slots);
        tableOfHead.put(slots[0], table);
        offer(slots[0]);
        return slots[0];
    }

    /** Puts a head into the available ring without publishing it. */
    public void offer(int head) {
        memory.putShort(driverArea + 4 + 2L * (availIndex & size - 1), (short) head);
        availIndex = availIndex + 1 & 0xffff;
    }

    /** Makes all added chains available without notifying. */
    public void publish() {
        memory.putShortRelease(driverArea + 2, availIndex);
    }

    public void setAvailIndex(int value) {
        memory.putShortRelease(driverArea + 2, value);
    }

    /** Notifies, whatever the device wishes. */
    public void kick() {
        driver.write(0x050, index);
    }

    /** Makes all added chains available and notifies if the device asks for it; returns whether it did. */
    public boolean publishAndKick() {
        publish();
        VarHandle.fullFence();
        boolean wanted;
        if (eventIndex) {
            int event = memory.getShortAcquire(deviceArea + 4 + 8L * size);
            wanted = (availIndex - event - 1 & 0xffff) < (availIndex - availIndexAtKick & 0xffff);
        } else {
            wanted = (memory.getShortAcquire(deviceArea) & 1) == 0;
        }
        availIndexAtKick = availIndex;
        if (wanted) {
            kick();
        }
        return wanted;
    }

    public int deviceUsedIndex() {
        return memory.getShortAcquire(deviceArea + 2);
    }

    /** The next chain that the device gave back, if any. */
    public Optional<Used> poll() {
        if (deviceUsedIndex() == usedIndex) {
            return Optional.empty();
        }
        long at = deviceArea + 4 + 8L * (usedIndex & size - 1);
        usedIndex = usedIndex + 1 & 0xffff;
        int head = memory.getInt(at);
        int[] slots = descriptorsOfHead.remove(head);
        if (slots == null) {
            throw new IllegalStateException("the device gave back chain " + head + ", which it does not have");
        }
        for (int slot : slots) {
            free.add(slot);
        }
        Long table = tableOfHead.remove(head);
        if (table != null) {
            freeTables.add(table);
        }
        return Optional.of(new Used(head, memory.getInt(at + 4) & 0xffff_ffffL));
    }

    /** Tells the device which used entry to interrupt for, or with event index off, whether to interrupt at all. */
    public void setUsedEvent(int value) {
        memory.putShortRelease(driverArea + 4 + 2L * size, value);
    }

    public void setAvailFlags(int value) {
        memory.putShortRelease(driverArea, value);
    }

    /** Waits for the next used chain by interrupt, as a driver does. */
    public Used await() {
        while (true) {
            Optional<Used> used = poll();
            if (used.isPresent()) {
                return used.get();
            }
            if (eventIndex) {
                setUsedEvent(usedIndex);
                VarHandle.fullFence();
                used = poll();
                if (used.isPresent()) {
                    return used.get();
                }
            }
            if (!driver.line.await(5000)) {
                throw new IllegalStateException("no interrupt within 5 s; status 0x%x".formatted(driver.status()));
            }
            driver.acknowledgeInterrupts();
            used = poll();
            if (used.isPresent()) {
                return used.get();
            }
            if (driver.needsReset()) {
                throw new IllegalStateException("the device needs a reset");
            }
        }
    }
}
