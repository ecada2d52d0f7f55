package org.polyvisor.board.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.host.GuestRam;
import org.polyvisor.host.Memory;

class SystemBusTest {
    private static final long RAM = 0x4000_0000L;
    private static final long RAM_BYTES = 4L << 20;
    private static final long ROM = 0;
    private static final long DEVICE = 0x900_0000L;

    private final GuestRam ram = GuestRam.allocate(RAM_BYTES);
    private final GuestRam rom = GuestRam.allocate(2L << 20);
    private final RecordingDevice narrow = new RecordingDevice(0x200, 4);
    private final RecordingDevice wide = new RecordingDevice(0x200, 8);
    private final SystemBus bus = new SystemBus();

    SystemBusTest() {
        bus.addRam(RAM, ram, true);
        bus.addRam(ROM, rom, false);
        bus.addDevice(DEVICE, narrow);
        bus.addDevice(DEVICE + 0x200, wide);
    }

    @AfterEach
    void unmap() {
        ram.close();
        rom.close();
    }

    @Test
    void ramPageIsItsHostAddress() {
        assertThat(bus.ramPage(RAM)).isEqualTo(ram.address());
        assertThat(bus.ramPage(RAM + RAM_BYTES - 4096)).isEqualTo(ram.address() + RAM_BYTES - 4096);
        assertThat(bus.isWritable(RAM)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0x3ffff000", "0x40400000", "0x09000000", "0x7ffffffffffff000", "0xfffffffffffff000", "0x200000"})
    void pageWithoutRamHasNoHostAddress(String page) {
        assertThat(bus.ramPage(Long.parseUnsignedLong(page.substring(2), 16))).isZero();
        assertThat(bus.isWritable(Long.parseUnsignedLong(page.substring(2), 16)))
                .isFalse();
    }

    @Test
    void romIsReadOnlyAndIgnoresWrites() throws BusAbort {
        Memory.putInt(rom.address() + 8, 0x1234_5678);
        bus.write(ROM + 8, 4, 0xffff_ffffL);

        assertThat(bus.ramPage(ROM)).isEqualTo(rom.address());
        assertThat(bus.isWritable(ROM)).isFalse();
        assertThat(bus.read(ROM + 8, 4)).isEqualTo(0x1234_5678);
    }

    @Test
    void busReadsAndWritesRamLittleEndianZeroExtended() throws BusAbort {
        bus.write(RAM + 8, 8, 0xf1f2_f3f4_f5f6_f7f8L);

        assertThat(bus.read(RAM + 8, 1)).isEqualTo(0xf8);
        assertThat(bus.read(RAM + 8, 2)).isEqualTo(0xf7f8);
        assertThat(bus.read(RAM + 8, 4)).isEqualTo(0xf5f6_f7f8L);
        assertThat(bus.read(RAM + 8, 8)).isEqualTo(0xf1f2_f3f4_f5f6_f7f8L);
    }

    @ParameterizedTest
    @CsvSource({
        "0x3fffffff, 1",
        "0x40400000, 8",
        "0x8ffffff, 1",
        "0x9000400, 4",
        "0x9000002, 4",
        "0x40000001, 2",
        "0xfffffffffffffff8, 8",
        "0x7ffffffffffffff8, 8"
    })
    void accessWhereNothingAnswersAborts(String address, int size) {
        long at = Long.parseUnsignedLong(address.substring(2), 16);

        assertThatExceptionOfType(BusAbort.class).isThrownBy(() -> bus.read(at, size));
        assertThatExceptionOfType(BusAbort.class).isThrownBy(() -> bus.write(at, size, 0));
    }

    @Test
    void eightByteAccessToNarrowDeviceIsSplitLowFirst() throws BusAbort {
        long value = bus.read(DEVICE + 0x10, 8);
        bus.write(DEVICE + 0x18, 8, 0x1111_2222_3333_4444L);

        assertThat(value).isEqualTo(0x14_0000_0010L);
        assertThat(narrow.accesses)
                .containsExactly("read4 0x10", "read4 0x14", "write4 0x18 0x33334444", "write4 0x1c 0x11112222");
    }

    @Test
    void eightByteAccessToWideDeviceIsOneAccess() throws BusAbort {
        long value = bus.read(DEVICE + 0x210, 8);
        bus.write(DEVICE + 0x218, 8, -1);

        assertThat(value).isEqualTo(0x10);
        assertThat(wide.accesses).containsExactly("read8 0x10", "write8 0x18 0xffffffffffffffff");
    }

    @Test
    void deviceSeesNoBitsAboveTheAccessSize() throws BusAbort {
        bus.write(DEVICE + 1, 1, -1);
        bus.write(DEVICE + 2, 2, -1);
        bus.write(DEVICE + 4, 4, -1);

        assertThat(narrow.accesses).containsExactly("write1 0x1 0xff", "write2 0x2 0xffff", "write4 0x4 0xffffffff");
    }

    @ParameterizedTest
    @CsvSource({"0x40000000, 0x200", "0x403fff00, 0x200", "0x09000100, 0x200", "0x08ffff00, 0x200", "0x100, 0x10"})
    void overlappingDeviceIsRefused(String base, String size) {
        RecordingDevice device = new RecordingDevice(Long.decode(size), 4);

        assertThatIllegalArgumentException().isThrownBy(() -> bus.addDevice(Long.decode(base), device));
    }

    @Test
    void overlappingRamIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> bus.addRam(0x900_0000L, rom, true));
        assertThatIllegalArgumentException().isThrownBy(() -> bus.addRam(RAM + 0x1000, rom, true));
        assertThatIllegalArgumentException().isThrownBy(() -> bus.addRam(0x8000_0001L, rom, true));
    }
}
