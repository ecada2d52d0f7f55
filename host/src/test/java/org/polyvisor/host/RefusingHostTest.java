package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test runs on a thread of its own, whose system calls are filtered until it ends. */
class RefusingHostTest {
    private static final int MMAP = 9;
    private static final int MEMFD_CREATE = 319;
    private static final int MMAP_PROTECTION = 2;
    private static final int PROT_EXEC = 4;
    private static final int MEMFD_FLAGS = 1;
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_NOEXEC_SEAL = 8;

    /** A size that nothing else in the process has. */
    private static final long BYTES = 0x6135_3000L;

    @BeforeEach
    void hostExecutesGeneratedCode() {
        assumeTrue(GeneratedCode.isSupported());
    }

    @Test
    void refusedExecutableMappingIsOneLineAndLeavesNothingMapped() throws Exception {
        String outcome = onThreadOfItsOwn(() -> {
            Seccomp.refuse(MMAP, MMAP_PROTECTION, PROT_EXEC, NativeCalls.EACCES);
            return allocate();
        });

        assertThat(outcome)
                .isEqualTo("the host refuses executable memory: mmap of executable code: access denied, as by SELinux"
                        + " (EACCES)");
        assertThat(mappingsOfCode()).isEmpty();
    }

    @Test
    void refusedMemoryFileIsOneLine() throws Exception {
        String outcome = onThreadOfItsOwn(() -> {
            Seccomp.refuse(MEMFD_CREATE, MEMFD_FLAGS, MFD_CLOEXEC, NativeCalls.ENOSYS);
            return allocate();
        });

        assertThat(outcome)
                .isEqualTo("the host refuses executable memory: memfd_create: the kernel or a container's filter lacks"
                        + " it (ENOSYS)");
    }

    @Test
    void kernelsOlderThanTheSealServe() throws Exception {
        String outcome = onThreadOfItsOwn(() -> {
            Seccomp.refuse(MEMFD_CREATE, MEMFD_FLAGS, MFD_NOEXEC_SEAL, NativeCalls.EINVAL);
            return allocate();
        });

        assertThat(outcome).isEqualTo("allocated");
    }

    private static String allocate() {
        try (ExecutableMemory memory = ExecutableMemory.allocate(BYTES)) {
            return memory.bytes() == BYTES ? "allocated" : "another size";
        } catch (HostRefusedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<String> mappingsOfCode() throws Exception {
        return HostMaps.read().stream()
                .filter(line -> HostMaps.bytes(line) >= BYTES)
                .filter(line -> HostMaps.bytes(line) <= BYTES + 3 * ExecutableMemory.GUARD)
                .toList();
    }

    private static <T> T onThreadOfItsOwn(Callable<T> body) throws Exception {
        var task = new FutureTask<>(body);
        Thread.ofPlatform().start(task);
        return task.get();
    }
}
