package org.polyvisor.board.bus;

import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.host.GuestRam;

/**
 * The board's physical address space: RAM and ROM regions, and devices.
 *
 * <p>Regions are added while the board is built; lookups need no lock and may happen at any time. Writes to read-only
 * memory do nothing, as on a bus whose memory has no write enable. Accesses where nothing lives, across the end of a
 * region, or not aligned to their size abort.
 */
public final class SystemBus implements PhysicalBus {
    private volatile AddressMap<RamRegion> memory = new AddressMap<>();
    private volatile AddressMap<MmioDevice> devices = new AddressMap<>();

    /** A bus on which nothing answers yet. */
    public SystemBus() {}

    /**
     * Puts all of a RAM, or ROM if not {@code writable}, at a physical address.
     *
     * @param base a multiple of {@link #PAGE_SIZE}
     * @throws IllegalArgumentException if something else lives there
     */
    public void addRam(long base, GuestRam ram, boolean writable) {
        addRam(base, ram, ram.bytes(), writable);
    }

    /**
     * Puts the first {@code bytes} bytes of a RAM, or ROM if not {@code writable}, at a physical address.
     *
     * @param base a multiple of {@link #PAGE_SIZE}
     * @param bytes a multiple of {@link #PAGE_SIZE}
     * @throws IllegalArgumentException if something else lives there
     */
    public synchronized void addRam(long base, GuestRam ram, long bytes, boolean writable) {
        if (base % PAGE_SIZE != 0 || bytes % PAGE_SIZE != 0 || bytes > ram.bytes()) {
            throw new IllegalArgumentException("no RAM of 0x%x bytes at 0x%x".formatted(bytes, base));
        }
        devices.checkFree(base, bytes);
        memory = memory.with(base, bytes, new RamRegion(ram, writable));
    }

    /**
     * Puts a device at a physical address.
     *
     * @throws IllegalArgumentException if something else lives there
     */
    public synchronized void addDevice(long base, MmioDevice device) {
        memory.checkFree(base, device.size());
        devices = devices.with(base, device.size(), device);
    }

    @Override
    public long ramPage(long page) {
        AddressMap<RamRegion> map = memory;
        int index = map.find(page, PAGE_SIZE);
        return index < 0 ? 0 : map.value(index).ram().address() + (page - map.start(index));
    }

    @Override
    public boolean isWritable(long page) {
        AddressMap<RamRegion> map = memory;
        int index = map.find(page, PAGE_SIZE);
        return index >= 0 && map.value(index).writable();
    }

    @Override
    public long read(long address, int size) throws BusAbort {
        checkAligned(address, size);
        AddressMap<MmioDevice> map = devices;
        int index = map.find(address, size);
        if (index >= 0) {
            return readDevice(map.value(index), address - map.start(index), size);
        }
        AddressMap<RamRegion> ram = memory;
        int region = ram.find(address, size);
        if (region < 0) {
            throw BusAbort.instance();
        }
        return ram.value(region).read(address - ram.start(region), size);
    }

    @Override
    public void write(long address, int size, long value) throws BusAbort {
        checkAligned(address, size);
        AddressMap<MmioDevice> map = devices;
        int index = map.find(address, size);
        if (index >= 0) {
            writeDevice(map.value(index), address - map.start(index), size, value);
            return;
        }
        AddressMap<RamRegion> ram = memory;
        int region = ram.find(address, size);
        if (region < 0) {
            throw BusAbort.instance();
        }
        ram.value(region).write(address - ram.start(region), size, value);
    }

    private static long readDevice(MmioDevice device, long offset, int size) {
        if (size <= device.maxAccessSize()) {
            return device.read(offset, size);
        }
        long low = device.read(offset, 4) & 0xffff_ffffL;
        return device.read(offset + 4, 4) << 32 | low;
    }

    private static void writeDevice(MmioDevice device, long offset, int size, long value) {
        if (size == 8 && device.maxAccessSize() < 8) {
            device.write(offset, 4, value & 0xffff_ffffL);
            device.write(offset + 4, 4, value >>> 32);
        } else {
            device.write(offset, size, size == 8 ? value : value & (1L << 8 * size) - 1);
        }
    }

    private static void checkAligned(long address, int size) throws BusAbort {
        if ((address & size - 1) != 0) {
            throw BusAbort.instance();
        }
    }
}
