package org.polyvisor.board;

import org.polyvisor.board.bus.MmioDevice;

/**
 * One of the board's places for a virtio device. While empty it answers as a transport without a device, which drivers
 * skip (OASIS virtio 1.2, section 4.2.2).
 */
final class VirtioSlot implements MmioDevice {
    private static final int MAGIC = 0x7472_6976;

    private volatile MmioDevice device = new Empty();

    void attach(MmioDevice attached) {
        if (!(device instanceof Empty)) {
            throw new IllegalStateException("the slot has a device already");
        }
        device = attached;
    }

    @Override
    public long size() {
        return MemoryMap.VIRTIO_SLOT_BYTES;
    }

    @Override
    public int maxAccessSize() {
        return device.maxAccessSize();
    }

    @Override
    public long read(long offset, int size) {
        MmioDevice target = device;
        return offset + size <= target.size() ? target.read(offset, size) : 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        MmioDevice target = device;
        if (offset + size <= target.size()) {
            target.write(offset, size, value);
        }
    }

    private static final class Empty implements MmioDevice {
        @Override
        public long size() {
            return MemoryMap.VIRTIO_SLOT_BYTES;
        }

        @Override
        public long read(long offset, int size) {
            if (size != 4) {
                return 0;
            }
            return switch ((int) offset) {
                case 0 -> MAGIC;
                case 4 -> 2;
                default -> 0;
            };
        }

        @Override
        public void write(long offset, int size, long value) {
            // Nobody is here.
        }
    }
}
