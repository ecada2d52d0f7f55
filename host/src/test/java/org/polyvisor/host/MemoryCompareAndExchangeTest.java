package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryCompareAndExchangeTest {
    private static final long BEFORE = 0x1122_3344_5566_7788L;

    private final Arena arena = Arena.ofConfined();
    private final long address = Memory.allocate(arena, 16, 16);

    @AfterEach
    void free() {
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0x88, 0x112233445566778FL",
        "3, 1, 0x55, 0x112233448F667788L",
        "7, 1, 0x11, 0x8F22334455667788L",
        "0, 2, 0x7788, 0x112233445566008FL",
        "2, 2, 0x5566, 0x11223344008F7788L",
        "6, 2, 0x1122, 0x008F334455667788L",
        "4, 4, 0x11223344, 0x0000008F55667788L",
        "0, 8, 0x1122334455667788L, 0x000000000000008FL",
    })
    void swapsExactlyItsBytesWhenTheyAreAsExpected(int offset, int size, String expected, String after) {
        Memory.putLong(address, BEFORE);

        long found = Memory.compareAndExchange(address + offset, size, number(expected), 0x8f);

        assertThat(found).isEqualTo(number(expected));
        assertThat(Memory.getLong(address)).isEqualTo(number(after));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0x77", "4, 2, 0x3344", "0, 4, 0x55667788", "0, 8, 0x1122334455667788L"})
    void changesNothingWhenTheyAreNot(int offset, int size, String present) {
        Memory.putLong(address, BEFORE);

        long found = Memory.compareAndExchange(address + offset, size, 0, 0x8f);

        assertThat(found).isEqualTo(number(present));
        assertThat(Memory.getLong(address)).isEqualTo(BEFORE);
    }

    @Test
    void comparesAByteWithoutItsSign() {
        Memory.putLong(address, 0xff);

        long found = Memory.compareAndExchange(address, 1, -1, 0);

        assertThat(found).isEqualTo(0xff);
        assertThat(Memory.getLong(address)).isZero();
    }

    private static long number(String text) {
        return Long.parseUnsignedLong(text.replace("L", "").substring(2), 16);
    }
}
