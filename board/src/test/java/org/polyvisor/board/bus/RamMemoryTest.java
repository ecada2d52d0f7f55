package org.polyvisor.board.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.polyvisor.host.GuestRam;

class RamMemoryTest {
    private static final long BASE = 0x4000_0000L;
    private static final long BYTES = 2L << 20;

    private final GuestRam ram = GuestRam.allocate(BYTES);
    private final RamMemory memory = new RamMemory(BASE, ram);

    @AfterEach
    void unmap() {
        ram.close();
    }

    @Test
    void valuesAreLittleEndianAtAnyAlignment() {
        memory.putLong(BASE + 1, 0x0102_0304_0506_0708L);

        assertThat(memory.getByte(BASE + 1)).isEqualTo((byte) 8);
        assertThat(memory.getShort(BASE + 1)).isEqualTo((short) 0x0708);
        assertThat(memory.getInt(BASE + 1)).isEqualTo(0x0506_0708);
        assertThat(memory.getLong(BASE + 1)).isEqualTo(0x0102_0304_0506_0708L);
    }

    @Test
    void sliceSharesTheRam() {
        MemorySegment slice = memory.slice(BASE + BYTES - 4, 4);
        slice.set(ValueLayout.JAVA_BYTE, 3, (byte) 9);

        assertThat(memory.getByte(BASE + BYTES - 1)).isEqualTo((byte) 9);
        assertThat(slice.byteSize()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({
        "0x3fffffff, 1",
        "0x40000000, 0x200001",
        "0x401fffff, 2",
        "0x40200000, 1",
        "0xffffffffffffffff, 1",
        "0xffffffffffffffff, 0x40000002",
        "0x40000000, 0xffffffffffffffff",
        "0x40000010, 0x7fffffffffffffff",
        "0x8000000000000000, 0x8000000000000000"
    })
    void rangeOutsideIsNotContainedAndRaises(String address, String bytes) {
        long at = Long.parseUnsignedLong(address.substring(2), 16);
        long length = parse(bytes);

        assertThat(memory.contains(at, length)).isFalse();
        assertThatExceptionOfType(GuestMemoryException.class).isThrownBy(() -> memory.slice(at, length));
    }

    @Test
    void wholeRamAndEmptyRangesAreContained() {
        assertThat(memory.contains(BASE, BYTES)).isTrue();
        assertThat(memory.contains(BASE, 0)).isTrue();
        assertThat(memory.contains(BASE + BYTES, 0)).isTrue();
        assertThat(memory.contains(BASE + BYTES + 1, 0)).isFalse();
    }

    private static long parse(String number) {
        return number.startsWith("0x") ? Long.parseUnsignedLong(number.substring(2), 16) : Long.parseLong(number);
    }
}
