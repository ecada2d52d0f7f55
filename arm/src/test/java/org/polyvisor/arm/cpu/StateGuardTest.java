package org.polyvisor.arm.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.mmu.Tlb;
import org.polyvisor.host.GuardedMemory;

/** What generated code reaches of a vCPU has nothing next to it. */
class StateGuardTest {
    private static final long GUARD = GuardedMemory.GUARD;

    @Test
    void registerFileLiesBetweenGuards() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long base = new CpuState(arena).base();

            assertThat(permissions(base - GUARD, base - 1, base, base + CpuState.SIZE - 1))
                    .containsExactly("---p", "---p", "rw-p", "rw-p");
            assertThat(permissions(base + GuardedMemory.PAGE, base + GuardedMemory.PAGE + GUARD - 1))
                    .containsExactly("---p", "---p");
        }
    }

    @Test
    void tlbLiesBetweenGuards() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long base = new Tlb(arena).kernelTable();
            long end = base + Tlb.BYTES;

            assertThat(permissions(base - GUARD, base - 1, base, end - 1, end, end + GUARD - 1))
                    .containsExactly("---p", "---p", "rw-p", "rw-p", "---p", "---p");
        }
    }

    private static List<String> permissions(long... addresses) throws IOException {
        List<Mapping> maps = Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .map(Mapping::of)
                .toList();
        return Arrays.stream(addresses)
                .mapToObj(address -> maps.stream()
                        .filter(map -> map.start <= address && address < map.end)
                        .map(Mapping::permissions)
                        .findFirst()
                        .orElse("unmapped"))
                .toList();
    }

    private record Mapping(long start, long end, String permissions) {
        static Mapping of(String line) {
            String[] words = line.split(" ", 3);
            String[] range = words[0].split("-", 2);
            return new Mapping(Long.parseUnsignedLong(range[0], 16), Long.parseUnsignedLong(range[1], 16), words[1]);
        }
    }
}
