package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestRamTest {
    private static final long MIB = 1L << 20;

    @Test
    void freshRamIsZeroAlignedAndWritable() {
        try (GuestRam ram = GuestRam.allocate(4 * MIB)) {
            Memory.putLong(ram.address() + 4 * MIB - 8, 0x1122_3344_5566_7788L);

            assertThat(ram.address() % GuestRam.ALIGNMENT).isZero();
            assertThat(Memory.getLong(ram.address())).isZero();
            assertThat(ram.segment().get(ValueLayout.JAVA_LONG, 4 * MIB - 8)).isEqualTo(0x1122_3344_5566_7788L);
        }
    }

    @Test
    void guardsOnBothSidesAllowNoAccess() throws IOException {
        try (GuestRam ram = GuestRam.allocate(2 * MIB)) {
            List<String> maps = HostMaps.read();

            assertThat(HostMaps.permissionsAround(maps, ram.address(), 2 * MIB, GuestRam.GUARD))
                    .containsExactly("---p", "---p", "rw-p", "rw-p", "---p", "---p");
        }
    }

    @Test
    void onlyTouchedPagesAreResident() throws IOException {
        try (GuestRam ram = GuestRam.allocate(64L << 30)) {
            Memory.putByte(ram.address(), (byte) 1);
            Memory.putByte(ram.address() + (32L << 30), (byte) 1);

            assertThat(HostMaps.residentKibAt(ram.address())).isEqualTo(8);
        }
    }

    @Test
    void segmentIsUnusableAfterClose() {
        GuestRam ram = GuestRam.allocate(2 * MIB);
        ram.close();
        ram.close();

        assertThat(ram.isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> ram.segment().get(ValueLayout.JAVA_BYTE, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 4096, 3 * MIB, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 50})
    void impossibleSizesAreRefused(long bytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> GuestRam.allocate(bytes));
    }

    @Test
    void accessBeyondTheSegmentIsChecked() {
        try (GuestRam ram = GuestRam.allocate(2 * MIB)) {
            assertThatThrownBy(() -> ram.segment().get(ValueLayout.JAVA_BYTE, 2 * MIB))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
