package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutableMemoryTest {
    private static final long MIB = 1L << 20;
    private static final long GUARD = ExecutableMemory.GUARD;

    @BeforeEach
    void hostExecutesGeneratedCode() {
        assumeTrue(GeneratedCode.isSupported());
    }

    @Test
    void whatIsWrittenInOneViewIsSeenInTheOther() throws IOException {
        try (ExecutableMemory memory = ExecutableMemory.allocate(MIB)) {
            Memory.putLong(memory.writable() + MIB - 8, 0x1122_3344_5566_7788L);

            assertThat(Memory.getLong(memory.executable() + MIB - 8)).isEqualTo(0x1122_3344_5566_7788L);
            assertThat(Memory.getLong(memory.executable())).isZero();
            assertThat(memory.bytes()).isEqualTo(MIB);
        }
    }

    @Test
    void noViewIsBothWritableAndExecutableAndGuardsSurroundEach() throws IOException {
        try (ExecutableMemory memory = ExecutableMemory.allocate(MIB, 2 * MIB)) {
            List<String> maps = HostMaps.read();

            assertThat(HostMaps.permissionsAround(maps, memory.executable(), MIB, GUARD))
                    .containsExactly("---p", "---p", "r-xs", "r-xs", "---p", "---p");
            assertThat(HostMaps.permissionsAround(maps, memory.data(), 2 * MIB, GUARD))
                    .containsExactly("---p", "---p", "rw-p", "rw-p", "---p", "---p");
            assertThat(HostMaps.permissionsAround(maps, memory.writable(), MIB, GUARD))
                    .containsExactly("---p", "---p", "rw-s", "rw-s", "---p", "---p");
        }
    }

    @Test
    void onlyTouchedPagesAreResident() throws IOException {
        try (ExecutableMemory memory = ExecutableMemory.allocate(256 * MIB, 512 * MIB)) {
            Memory.putByte(memory.writable() + 100 * MIB, (byte) 1);
            Memory.putByte(memory.data() + 300 * MIB, (byte) 1);
            Memory.putByte(memory.data() + 400 * MIB, (byte) 1);

            assertThat(HostMaps.residentKibAt(memory.writable())).isEqualTo(4);
            assertThat(HostMaps.residentKibAt(memory.executable())).isZero();
            assertThat(HostMaps.residentKibAt(memory.data())).isEqualTo(8);
        }
    }

    @Test
    void dataIsReachedRipRelativelyFromTheFirstInstruction() throws IOException {
        try (ExecutableMemory memory = ExecutableMemory.allocate(MIB, ExecutableMemory.MAX_BYTES - MIB)) {
            long lastByte = memory.data() + memory.dataBytes() - 1;

            assertThat(lastByte - memory.executable()).isPositive().isLessThanOrEqualTo(Integer.MAX_VALUE);
        }
    }

    @Test
    void closeUnmapsBothViewsAndTheData() throws IOException {
        ExecutableMemory memory = ExecutableMemory.allocate(MIB, MIB);

        memory.close();
        memory.close();

        List<String> maps = HostMaps.read();
        assertThat(maps).noneMatch(line -> line.startsWith("%x-".formatted(memory.executable())));
        assertThat(maps).noneMatch(line -> line.startsWith("%x-".formatted(memory.writable())));
        assertThat(maps).noneMatch(line -> line.startsWith("%x-".formatted(memory.data())));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-4096, 0", "4097, 0", "4096, 1", "4096, -4096", "4096, 9223372036854771712", "2147483648, 0"})
    void impossibleSizesAreRefused(long codeBytes, long dataBytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> ExecutableMemory.allocate(codeBytes, dataBytes));
    }

    @Test
    void refusalIsOneLineThatNamesTheCallAndTheReason() {
        assertThat(HostRefusedException.of("executable memory", "mmap of executable code", -13))
                .hasMessage("the host refuses executable memory: mmap of executable code: access denied, as by SELinux"
                        + " (EACCES)");
    }
}
