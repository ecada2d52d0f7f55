package org.polyvisor.board;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.arm.bus.InterruptLine;
import org.polyvisor.board.bus.MmioDevice;
import org.polyvisor.board.bus.RamMemory;
import org.polyvisor.board.bus.SystemBus;
import org.polyvisor.board.device.AlarmClock;
import org.polyvisor.board.device.CfiFlash;
import org.polyvisor.board.device.CharSink;
import org.polyvisor.board.device.Pl011;
import org.polyvisor.board.device.Pl031;
import org.polyvisor.board.device.Pl061;
import org.polyvisor.board.devicetree.BoardTree;
import org.polyvisor.board.firmware.CpuPower;
import org.polyvisor.board.firmware.FirmwareCalls;
import org.polyvisor.board.firmware.StolenTime;
import org.polyvisor.board.gic.Gic;
import org.polyvisor.board.load.BootSource;
import org.polyvisor.board.load.BootState;
import org.polyvisor.board.load.FirmwareLoader;
import org.polyvisor.board.load.KernelLoader;
import org.polyvisor.board.load.LoadException;
import org.polyvisor.host.GuestRam;

/**
 * The hardware round a VM's vCPUs, wired: memory, interrupt controller, devices, firmware interface.
 *
 * <p>Life: construct, connect each vCPU's lines, attach virtio devices, {@link #boot}, run, {@link #close} after the
 * last vCPU and device thread has stopped. A VM that resets gets a new board.
 */
public final class Board implements AutoCloseable {
    /** The PV time specification's unit for its structures: the largest page of any guest. */
    private static final long STOLEN_TIME_BYTES = 64 << 10;

    private final BoardConfig config;
    private final GuestRam ram;
    private final GuestRam firmwareFlash;
    private final GuestRam variableFlash;
    private final GuestRam stolenTimePage;
    private final SystemBus bus = new SystemBus();
    private final RamMemory memory;
    private final Gic gic;
    private final Pl011 uart;
    private final Pl061 gpio;
    private final VirtioSlot[] virtioSlots = new VirtioSlot[MemoryMap.VIRTIO_SLOTS];
    private final StolenTime stolenTime;
    private final FirmwareCalls firmware;
    private @Nullable Pl011 secondUart;

    /**
     * Builds a board.
     *
     * @param power starts and stops the VM's vCPUs when the guest asks
     * @param console takes what the guest sends to its UART
     * @param clock the time that the board's clock shows
     * @throws OutOfMemoryError if the host has no address space for the memory
     */
    public Board(BoardConfig config, CpuPower power, CharSink console, AlarmClock clock) {
        this.config = config;
        ram = GuestRam.allocate(config.memoryBytes());
        firmwareFlash = GuestRam.allocate(MemoryMap.FLASH_BYTES);
        variableFlash = GuestRam.allocate(MemoryMap.FLASH_BYTES);
        stolenTimePage = GuestRam.allocate(GuestRam.ALIGNMENT);
        memory = new RamMemory(MemoryMap.RAM, ram);
        gic = new Gic(config.cpus());
        uart = new Pl011(gic.spi(MemoryMap.UART_SPI), console);
        gpio = new Pl061(gic.spi(MemoryMap.GPIO_SPI), clock);
        stolenTime = new StolenTime(stolenTimePage);
        firmware = new FirmwareCalls(config.cpus(), power, bus, stolenTime);
        bus.addRam(MemoryMap.RAM, ram, true);
        bus.addRam(MemoryMap.FLASH_FIRMWARE, firmwareFlash, false);
        bus.addRam(MemoryMap.STOLEN_TIME, stolenTimePage, STOLEN_TIME_BYTES, false);
        bus.addDevice(MemoryMap.FLASH_VARIABLES, new CfiFlash(variableFlash, MemoryMap.FLASH_BYTES));
        bus.addDevice(MemoryMap.UART, uart);
        bus.addDevice(MemoryMap.RTC, new Pl031(gic.spi(MemoryMap.RTC_SPI), clock));
        bus.addDevice(MemoryMap.GPIO, gpio);
        addGic();
        addVirtioSlots();
    }

    private void addGic() {
        bus.addDevice(MemoryMap.GIC_DISTRIBUTOR, gic.distributor());
        for (int vcpu = 0; vcpu < config.cpus(); vcpu++) {
            bus.addDevice(MemoryMap.GIC_REDISTRIBUTORS + vcpu * Gic.REDISTRIBUTOR_SIZE, gic.redistributor(vcpu));
        }
    }

    private void addVirtioSlots() {
        for (int slot = 0; slot < virtioSlots.length; slot++) {
            virtioSlots[slot] = new VirtioSlot();
            bus.addDevice(MemoryMap.virtio(slot), virtioSlots[slot]);
        }
    }

    public BoardConfig config() {
        return config;
    }

    /** What the vCPUs' loads and stores reach. */
    public SystemBus bus() {
        return bus;
    }

    /** RAM as devices see it. */
    public RamMemory memory() {
        return memory;
    }

    /** A vCPU's ICC registers. */
    public GicCpuInterface cpuInterface(int vcpu) {
        return gic.cpuInterface(vcpu);
    }

    /**
     * Connects a vCPU's interrupt inputs and the wake request. They are driven by any thread with the GIC's lock held: they set a flag or
     * wake a thread, and neither block nor call the board.
     */
    public void connectVcpu(int vcpu, InterruptLine irq, InterruptLine fiq, InterruptLine wake) {
        gic.connect(vcpu, irq, fiq, wake);
    }

    /** Resets the part of the interrupt controller that loses power with its core; for vCPUs that start again. */
    public void resetCpuInterface(int vcpu) {
        gic.resetCpuInterface(vcpu);
    }

    /** A vCPU's private interrupt input: timers, by INTID 16 to 31, as in {@link MemoryMap#VIRTUAL_TIMER_INTID}. */
    public InterruptLine ppi(int vcpu, int intid) {
        return gic.ppi(vcpu, intid);
    }

    /** The interrupt input of a virtio slot. */
    public InterruptLine virtioLine(int slot) {
        return gic.spi(MemoryMap.VIRTIO_FIRST_SPI + slot);
    }

    /**
     * Puts a virtio device into a slot.
     *
     * @throws IllegalStateException if the slot has one already
     */
    public void attachVirtio(int slot, MmioDevice device) {
        virtioSlots[slot].attach(device);
    }

    /** Answers the guest's firmware calls. */
    public FirmwareCalls firmware() {
        return firmware;
    }

    /** The console: input goes in here. */
    public Pl011 uart() {
        return uart;
    }

    /**
     * Adds the second UART, which boards do not have otherwise: neither in the memory map nor in the device tree. To be
     * called before {@link #boot}.
     *
     * @param sink takes what the guest sends to it
     * @throws IllegalStateException if the board has it already
     */
    public Pl011 addSecondUart(CharSink sink) {
        if (secondUart != null) {
            throw new IllegalStateException("the board has two UARTs already");
        }
        Pl011 added = new Pl011(gic.spi(MemoryMap.SECOND_UART_SPI), sink);
        added.setCarrier(false);
        bus.addDevice(MemoryMap.SECOND_UART, added);
        secondUart = added;
        return added;
    }

    /** Where the guest learns how long its vCPUs waited. */
    public StolenTime stolenTime() {
        return stolenTime;
    }

    /** Presses the power key for a moment, which asks most guests to shut down. */
    public void pressPowerKey() {
        gpio.pressPowerKey();
    }

    /**
     * Loads what the source names and describes the board to it.
     *
     * @return how the first vCPU starts
     * @throws LoadException if it can't be loaded
     */
    public BootState boot(BootSource source) throws LoadException {
        SecureRandom random = new SecureRandom();
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        BoardTree tree = new BoardTree(config.cpus(), config.memoryBytes()).seeds(seed, random.nextLong());
        if (secondUart != null) {
            tree.secondUart();
        }
        return switch (source) {
            case BootSource.Kernel kernel -> KernelLoader.load(kernel, memory, tree);
            case BootSource.Firmware image -> FirmwareLoader.load(image, firmwareFlash, memory, tree);
        };
    }

    /** Gives the memory back to the host; every thread that uses the board has stopped. */
    @Override
    public void close() {
        ram.close();
        firmwareFlash.close();
        variableFlash.close();
        stolenTimePage.close();
    }
}
