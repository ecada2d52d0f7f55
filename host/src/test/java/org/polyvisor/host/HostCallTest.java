package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostCallTest {
    @BeforeEach
    void hostExecutesGeneratedCode() {
        assumeTrue(GeneratedCode.isSupported());
    }

    @Test
    void argumentsArriveAndTheResultComesBack() throws IOException {
        try (ExecutableMemory memory = ExecutableMemory.allocate(ExecutableMemory.PAGE)) {
            // mov rax, rdi; shl rax, 32; sub rax, rsi; ret
            MachineCode.write(memory, 64, "4889f8 48c1e020 4829f0 c3");

            long result = HostCall.call(memory.executable() + 64, 0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L);

            assertThat(result).isEqualTo((0x1234_5678_9abc_def0L << 32) - 0x0fed_cba9_8765_4321L);
        }
    }

    @Test
    void codeThatWasReplacedIsWhatRuns() throws IOException {
        try (ExecutableMemory memory = ExecutableMemory.allocate(ExecutableMemory.PAGE)) {
            // mov eax, 1; ret
            MachineCode.write(memory, 0, "b801000000 c3");
            long before = HostCall.call(memory.executable(), 0, 0);
            // mov eax, 2; ret
            MachineCode.write(memory, 0, "b802000000 c3");

            long after = HostCall.call(memory.executable(), 0, 0);

            assertThat(before).isEqualTo(1);
            assertThat(after).isEqualTo(2);
        }
    }

    @Test
    void garbageCollectionGoesOnWhileAThreadStaysInGeneratedCode() throws Exception {
        try (ExecutableMemory memory = ExecutableMemory.allocate(ExecutableMemory.PAGE);
                Arena arena = Arena.ofShared();
                var threads = Executors.newCachedThreadPool()) {
            long shared = Memory.allocate(arena, 16, 8);
            // mov qword [rdi], 1; again: pause; cmp qword [rdi + 8], 0; je again; mov rax, rsi; ret
            MachineCode.write(memory, 0, "48c70701000000 f390 48837f0800 74f7 4889f0 c3");
            var spinner = CompletableFuture.supplyAsync(() -> HostCall.call(memory.executable(), shared, 7), threads);
            boolean entered;
            boolean collected;
            try {
                entered = Waiting.until(Duration.ofSeconds(10), () -> Memory.getLongVolatile(shared) == 1);

                var collection = CompletableFuture.runAsync(System::gc, threads);
                collected = Waiting.until(Duration.ofSeconds(20), collection::isDone);
            } finally {
                Memory.putLongVolatile(shared + 8, 1);
            }

            assertThat(entered).isTrue();
            assertThat(collected).isTrue();
            assertThat(spinner.get(10, TimeUnit.SECONDS)).isEqualTo(7);
        }
    }
}
