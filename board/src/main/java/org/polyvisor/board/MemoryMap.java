package org.polyvisor.board;

/** The board's physical addresses and interrupt numbers: those of the well-known virt platform. */
public final class MemoryMap {
    /** Flash that holds the firmware; read-only. */
    public static final long FLASH_FIRMWARE = 0x0000_0000L;

    /** Flash in which firmware keeps its variables. */
    public static final long FLASH_VARIABLES = 0x0400_0000L;

    /** Bytes of each flash. */
    public static final long FLASH_BYTES = 64L << 20;

    public static final long GIC_DISTRIBUTOR = 0x0800_0000L;
    /** The first vCPU's redistributor; the others follow. */
    public static final long GIC_REDISTRIBUTORS = 0x080a_0000L;

    public static final long UART = 0x0900_0000L;
    public static final int UART_SPI = 1;
    public static final long RTC = 0x0901_0000L;
    public static final int RTC_SPI = 2;
    public static final long GPIO = 0x0903_0000L;
    public static final int GPIO_SPI = 7;

    /** The second UART, on boards that have one. */
    public static final long SECOND_UART = 0x0904_0000L;

    public static final int SECOND_UART_SPI = 8;

    /** One page of 64 KiB that holds every vCPU's stolen time structure. */
    public static final long STOLEN_TIME = 0x090a_0000L;

    public static final long VIRTIO = 0x0a00_0000L;
    public static final long VIRTIO_SLOT_BYTES = 0x200;
    public static final int VIRTIO_SLOTS = 32;
    /** Slot n has SPI {@code VIRTIO_FIRST_SPI + n}, edge-triggered. */
    public static final int VIRTIO_FIRST_SPI = 16;

    public static final long RAM = 0x4000_0000L;
    /** As much RAM as fits below 256 GiB, which 38 bits of physical address reach. */
    public static final long MAX_RAM_BYTES = 255L << 30;

    /** The EL1 physical timer's INTID. */
    public static final int PHYSICAL_TIMER_INTID = 30;
    /** The virtual timer's INTID. */
    public static final int VIRTUAL_TIMER_INTID = 27;
    /** Secure physical, physical, virtual and EL2 physical timer, in the device tree's order: PPIs 13, 14, 11, 10. */
    static final int[] TIMERS = {29, PHYSICAL_TIMER_INTID, VIRTUAL_TIMER_INTID, 26};

    private MemoryMap() {}

    /** The timers' INTIDs in the device tree's order: secure physical, physical, virtual, EL2 physical. */
    public static int[] timerIntids() {
        return TIMERS.clone();
    }

    /** The address of a virtio slot, 0 to {@link #VIRTIO_SLOTS} - 1. */
    public static long virtio(int slot) {
        return VIRTIO + slot * VIRTIO_SLOT_BYTES;
    }
}
