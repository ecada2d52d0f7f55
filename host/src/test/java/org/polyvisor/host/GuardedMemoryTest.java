package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedMemoryTest {
    private static final long PAGE = GuardedMemory.PAGE;

    @Test
    void freshMemoryIsZeroAlignedAndWritableToItsEnd() {
        try (Arena arena = Arena.ofConfined()) {
            long address = GuardedMemory.allocate(arena, 3 * PAGE);
            Memory.putLong(address + 3 * PAGE - 8, 0x1122_3344_5566_7788L);

            assertThat(address % PAGE).isZero();
            assertThat(Memory.getLong(address)).isZero();
            assertThat(Memory.getLong(address + 3 * PAGE - 8)).isEqualTo(0x1122_3344_5566_7788L);
        }
    }

    @Test
    void guardsOnBothSidesAllowNoAccess() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long address = GuardedMemory.allocate(arena, PAGE + 1);

            assertThat(HostMaps.permissionsAround(HostMaps.read(), address, 2 * PAGE, GuardedMemory.GUARD))
                    .containsExactly("---p", "---p", "rw-p", "rw-p", "---p", "---p");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-GuardedMemory.GUARD, -8, PAGE, PAGE + GuardedMemory.GUARD - 8})
    void readNextToItFaults(long offset) throws IOException {
        assumeTrue(GeneratedCode.isSupported());
        try (Arena arena = Arena.ofConfined();
                var code = new FaultingCode(FaultingCode.READ_RSI);
                var guard = code.guard()) {
            long address = GuardedMemory.allocate(arena, PAGE);

            long inside = code.run(address);
            long outside = code.run(address + offset);

            assertThat(guard).isNotNull();
            assertThat(inside).isEqualTo(FaultingCode.FINISHED);
            assertThat(outside).isEqualTo(FaultingCode.LANDED);
            assertThat(code.recorded(FaultGuard.SIGNAL)).isEqualTo(SignalActions.SIGSEGV);
            assertThat(code.recorded(FaultGuard.ADDRESS)).isEqualTo(address + offset);
        }
    }

    @Test
    void onlyTouchedPagesAreResident() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long address = GuardedMemory.allocate(arena, 64 << 20);
            Memory.putByte(address + (32 << 20), (byte) 1);

            assertThat(HostMaps.residentKibAt(address)).isEqualTo(4);
        }
    }

    @Test
    void closeOfTheArenaGivesItBackWithItsGuards() throws IOException {
        // A size that nothing else in the process has.
        long bytes = 0x6237_1000L;
        long mapped;
        try (Arena arena = Arena.ofShared()) {
            GuardedMemory.allocate(arena, bytes);
            mapped = mappingsOf(bytes);
        }

        assertThat(mapped).isOne();
        assertThat(mappingsOf(bytes)).isZero();
    }

    private static long mappingsOf(long bytes) throws IOException {
        return HostMaps.read().stream()
                .filter(line -> HostMaps.bytes(line) >= bytes)
                .filter(line -> HostMaps.bytes(line) <= bytes + 2 * GuardedMemory.GUARD)
                .count();
    }

    @Test
    void arenaThatIsClosedMapsNothing() throws IOException {
        long bytes = 0x6247_1000L;
        Arena closed;
        try (Arena arena = Arena.ofShared()) {
            closed = arena;
        }

        assertThatIllegalStateException().isThrownBy(() -> GuardedMemory.allocate(closed, bytes));
        assertThat(mappingsOf(bytes)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void impossibleSizesAreRefused(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            assertThatIllegalArgumentException().isThrownBy(() -> GuardedMemory.allocate(arena, bytes));
        }
    }
}
