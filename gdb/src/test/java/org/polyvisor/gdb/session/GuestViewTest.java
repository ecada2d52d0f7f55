package org.polyvisor.gdb.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.mmu.Tlb;
import org.polyvisor.gdb.machine.TestBus;
import org.polyvisor.gdb.machine.TestMachine;
import org.polyvisor.host.Memory;

/** Guest memory through translation: 4 KiB pages in both halves of a 39-bit address space. */
class GuestViewTest {
    private static final long LOWER_TABLES = 0x4008_0000L;
    private static final long UPPER_TABLES = 0x4009_0000L;
    private static final long UPPER = 0xffff_ff80_0000_0000L;
    private static final long PAGE = 0x4004_0000L;
    private static final long OTHER_PAGE = 0x4005_0000L;

    /** Valid page, access flag, Normal memory by MAIR's first byte. */
    private static final long KERNEL_PAGE = 1 << 10 | 3;

    private static final long READ_ONLY = 1 << 7;
    private static final long USER = 1 << 6;

    private TestMachine machine;
    private Vcpu cpu;
    private GuestView view;

    @BeforeEach
    void start() {
        machine = new TestMachine(1);
        cpu = machine.cpu(0);
        view = new GuestView(machine.bus());
        buildTables(LOWER_TABLES);
        buildTables(UPPER_TABLES);
        cpu.registers().ttbr0 = LOWER_TABLES;
        cpu.registers().ttbr1 = UPPER_TABLES;
        // T0SZ and T1SZ 25, 4 KiB granules in both halves, top byte ignored in the lower one.
        cpu.registers().tcr = 25 | 25 << 16 | 2L << 30 | 1L << 37;
        cpu.registers().mair = 0xff;
        cpu.registers().sctlr |= 1;
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    /** Page 0 of the half is PAGE, page 1 OTHER_PAGE, page 2 a device, page 3 not there. */
    private void buildTables(long tables) {
        machine.bus().putLong(tables, tables + 0x1000 | 3);
        machine.bus().putLong(tables + 0x1000, tables + 0x2000 | 3);
        machine.bus().putLong(tables + 0x2000, PAGE | KERNEL_PAGE);
        machine.bus().putLong(tables + 0x2008, OTHER_PAGE | KERNEL_PAGE | USER | READ_ONLY);
        machine.bus().putLong(tables + 0x2010, TestBus.DEVICE | KERNEL_PAGE);
    }

    private long readLong(long va) {
        byte[] bytes = new byte[8];
        assertThat(view.read(cpu, va, bytes)).isEqualTo(8);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @Test
    void kernelHalfIsRead() {
        machine.bus().putLong(PAGE + 0x18, 0x1122_3344_5566_7788L);
        assertThat(readLong(UPPER + 0x18)).isEqualTo(0x1122_3344_5566_7788L);
    }

    @Test
    void userHalfIsReadFromEitherLevel() {
        machine.bus().putLong(OTHER_PAGE, 99);
        assertThat(readLong(0x1000)).isEqualTo(99);
        cpu.pstate().el = 0;
        assertThat(readLong(0x1000)).isEqualTo(99);
        assertThat(readLong(0x5500_0000_0000_1000L)).isEqualTo(99);
    }

    @Test
    void readCrossesPages() {
        machine.bus().putInt(PAGE + 0xffc, 1);
        machine.bus().putInt(OTHER_PAGE, 2);
        assertThat(readLong(UPPER + 0xffc)).isEqualTo(0x2_0000_0001L);
    }

    @Test
    void readEndsWhereNothingIsMapped() {
        byte[] bytes = new byte[16];
        assertThat(view.read(cpu, UPPER + 0x1ff8, bytes)).isEqualTo(8);
        assertThat(view.read(cpu, UPPER + 0x3000, bytes)).isZero();
        assertThat(machine.bus().deviceAccesses()).isZero();
    }

    @Test
    void writeIgnoresTheGuestsPermissions() {
        assertThat(view.write(cpu, 0x1004, new byte[] {1, 2, 3, 4})).isTrue();
        assertThat(machine.bus().getInt(OTHER_PAGE + 4)).isEqualTo(0x04030201);
    }

    @Test
    void writeThatReachesADeviceChangesNothing() {
        machine.bus().putLong(OTHER_PAGE + 0xff8, 5);
        assertThat(view.write(cpu, UPPER + 0x1ff8, new byte[16])).isFalse();
        assertThat(machine.bus().getLong(OTHER_PAGE + 0xff8)).isEqualTo(5);
        assertThat(machine.bus().deviceAccesses()).isZero();
    }

    @Test
    void readFillsNoTlb() {
        long entry = Tlb.dataEntry(cpu.mmu().tlb().kernelTable(), UPPER);
        readLong(UPPER);
        assertThat(Memory.getLong(entry)).isEqualTo(-1);
    }

    @Test
    void translationTellsThePhysicalAddress() {
        assertThat(view.translate(cpu, UPPER + 0x1234)).isEqualTo(OTHER_PAGE + 0x234);
        assertThat(view.translate(cpu, UPPER + 0x3000)).isEqualTo(GuestView.UNMAPPED);
    }
}
