package org.polyvisor.board.devicetree;

import java.util.ArrayList;
import java.util.List;
import org.polyvisor.board.MemoryMap;
import org.polyvisor.board.gic.Gic;

/**
 * Describes the board to a guest, in the shape that the bindings of Linux ask for and that virt-platform firmware
 * expects.
 */
public final class BoardTree {
    /**
     * Where an initial RAM disk lies in guest physical memory.
     *
     * @param end the address after its last byte
     */
    public record Initrd(long start, long end) {}

    private static final int CLOCK_PHANDLE = 0x8000;
    private static final int GIC_PHANDLE = 0x8001;
    private static final int GPIO_PHANDLE = 0x8002;
    private static final int FIRST_CPU_PHANDLE = 0x8100;

    private static final int SPI = 0;
    private static final int PPI = 1;
    private static final int EDGE_RISING = 1;
    private static final int LEVEL_HIGH = 4;

    /** The power key's code among Linux input events, KEY_POWER. */
    private static final int KEY_POWER = 116;

    private final DeviceTreeNode root = DeviceTreeNode.root();

    /**
     * @param cpus how many CPUs; CPU n has the affinity 0.0.0.n
     * @param memoryBytes RAM from {@link MemoryMap#RAM}
     */
    public BoardTree(int cpus, long memoryBytes) {
        root.cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .cells("interrupt-parent", GIC_PHANDLE)
                .strings("model", "linux,dummy-virt")
                .strings("compatible", "linux,dummy-virt");
        addChosen();
        root.child("memory@" + Long.toHexString(MemoryMap.RAM))
                .strings("device_type", "memory")
                .longs("reg", MemoryMap.RAM, memoryBytes);
        addCpus(cpus);
        addFirmware();
        addInterruptController(cpus);
        addTimer();
        addPeripherals();
        addFlash();
        for (int slot = 0; slot < MemoryMap.VIRTIO_SLOTS; slot++) {
            addVirtio(slot);
        }
    }

    /** Sets the kernel's command line. */
    public BoardTree bootArguments(String arguments) {
        chosen().strings("bootargs", arguments);
        return this;
    }

    /** Tells where the initial RAM disk lies. */
    public BoardTree initrd(Initrd initrd) {
        chosen().longs("linux,initrd-start", initrd.start()).longs("linux,initrd-end", initrd.end());
        return this;
    }

    /** Gives the guest's random generator its first entropy, and its kernel an address to hide at. */
    public BoardTree seeds(byte[] randomSeed, long addressSeed) {
        chosen().bytes("rng-seed", randomSeed).longs("kaslr-seed", addressSeed);
        return this;
    }

    /** Describes the second UART, and numbers both, whatever order a guest finds them in. */
    public BoardTree secondUart() {
        addUart(MemoryMap.SECOND_UART, MemoryMap.SECOND_UART_SPI);
        root.child("aliases")
                .strings("serial0", "/pl011@" + Long.toHexString(MemoryMap.UART))
                .strings("serial1", "/pl011@" + Long.toHexString(MemoryMap.SECOND_UART));
        return this;
    }

    /** The tree, for what else a caller wants to describe. */
    public DeviceTreeNode root() {
        return root;
    }

    /** The tree as a blob. */
    public byte[] flatten() {
        return FlattenedDeviceTree.of(root);
    }

    private DeviceTreeNode chosen() {
        return root.children().getFirst();
    }

    private void addChosen() {
        root.child("chosen").strings("stdout-path", "/pl011@" + Long.toHexString(MemoryMap.UART));
    }

    private void addCpus(int count) {
        DeviceTreeNode cpus = root.child("cpus").cells("#address-cells", 1).cells("#size-cells", 0);
        DeviceTreeNode cluster = cpus.child("cpu-map").child("socket0").child("cluster0");
        for (int cpu = 0; cpu < count; cpu++) {
            cluster.child("core" + cpu).cells("cpu", FIRST_CPU_PHANDLE + cpu);
            cpus.child("cpu@" + Integer.toHexString(cpu))
                    .strings("device_type", "cpu")
                    .strings("compatible", "arm,armv8")
                    .strings("enable-method", "psci")
                    .cells("reg", cpu)
                    .cells("phandle", FIRST_CPU_PHANDLE + cpu);
        }
    }

    private void addFirmware() {
        root.child("psci")
                .strings("compatible", "arm,psci-1.0", "arm,psci-0.2", "arm,psci")
                .strings("method", "hvc")
                .cells("cpu_suspend", 0xc400_0001)
                .cells("cpu_off", 0x8400_0002)
                .cells("cpu_on", 0xc400_0003);
    }

    private void addInterruptController(int cpus) {
        root.child("intc@" + Long.toHexString(MemoryMap.GIC_DISTRIBUTOR))
                .strings("compatible", "arm,gic-v3")
                .flag("interrupt-controller")
                .cells("#interrupt-cells", 3)
                .cells("#address-cells", 2)
                .cells("#size-cells", 2)
                .flag("ranges")
                .cells("#redistributor-regions", 1)
                .longs(
                        "reg",
                        MemoryMap.GIC_DISTRIBUTOR,
                        0x1_0000,
                        MemoryMap.GIC_REDISTRIBUTORS,
                        cpus * Gic.REDISTRIBUTOR_SIZE)
                .cells("phandle", GIC_PHANDLE);
    }

    private void addTimer() {
        List<Integer> cells = new ArrayList<>();
        for (int intid : MemoryMap.timerIntids()) {
            cells.addAll(List.of(PPI, intid - 16, LEVEL_HIGH));
        }
        root.child("timer")
                .strings("compatible", "arm,armv8-timer", "arm,armv7-timer")
                .flag("always-on")
                .cells("interrupts", cells.stream().mapToInt(Integer::intValue).toArray());
    }

    private void addPeripherals() {
        root.child("apb-pclk")
                .strings("compatible", "fixed-clock")
                .cells("#clock-cells", 0)
                .cells("clock-frequency", 24_000_000)
                .strings("clock-output-names", "clk24mhz")
                .cells("phandle", CLOCK_PHANDLE);
        addUart(MemoryMap.UART, MemoryMap.UART_SPI);
        primeCell("pl031", MemoryMap.RTC, MemoryMap.RTC_SPI)
                .strings("clock-names", "apb_pclk")
                .cells("clocks", CLOCK_PHANDLE);
        primeCell("pl061", MemoryMap.GPIO, MemoryMap.GPIO_SPI)
                .strings("clock-names", "apb_pclk")
                .cells("clocks", CLOCK_PHANDLE)
                .flag("gpio-controller")
                .cells("#gpio-cells", 2)
                .cells("phandle", GPIO_PHANDLE);
        root.child("gpio-keys")
                .strings("compatible", "gpio-keys")
                .child("poweroff")
                .strings("label", "GPIO Key Poweroff")
                .cells("linux,code", KEY_POWER)
                .cells("gpios", GPIO_PHANDLE, 3, 0);
    }

    private void addUart(long base, int spi) {
        primeCell("pl011", base, spi)
                .strings("clock-names", "uartclk", "apb_pclk")
                .cells("clocks", CLOCK_PHANDLE, CLOCK_PHANDLE);
    }

    private DeviceTreeNode primeCell(String part, long base, int spi) {
        return root.child(part + "@" + Long.toHexString(base))
                .strings("compatible", "arm," + part, "arm,primecell")
                .longs("reg", base, 0x1000)
                .cells("interrupts", SPI, spi, LEVEL_HIGH);
    }

    private void addFlash() {
        root.child("flash@0")
                .strings("compatible", "cfi-flash")
                .longs(
                        "reg",
                        MemoryMap.FLASH_FIRMWARE,
                        MemoryMap.FLASH_BYTES,
                        MemoryMap.FLASH_VARIABLES,
                        MemoryMap.FLASH_BYTES)
                .cells("bank-width", 4);
    }

    private void addVirtio(int slot) {
        long base = MemoryMap.virtio(slot);
        root.child("virtio_mmio@" + Long.toHexString(base))
                .strings("compatible", "virtio,mmio")
                .longs("reg", base, MemoryMap.VIRTIO_SLOT_BYTES)
                .cells("interrupts", SPI, MemoryMap.VIRTIO_FIRST_SPI + slot, EDGE_RISING)
                .flag("dma-coherent");
    }
}
