package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultGuardTest {
    @BeforeEach
    void hostExecutesGeneratedCode() {
        assumeTrue(GeneratedCode.isSupported());
    }

    @Test
    void codeThatDoesNotFaultIsLeftAlone() throws IOException {
        try (var code = new FaultingCode(FaultingCode.READ_RSI);
                var guard = code.guard()) {
            long result = code.run(code.instruction());

            assertThat(guard).isNotNull();
            assertThat(result).isEqualTo(FaultingCode.FINISHED);
            assertThat(code.recorded(FaultGuard.SIGNAL)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 0x7fff_ffff_f000L})
    void readOfAnUnmappedAddressLandsAndIsRecorded(long address) throws IOException {
        try (var code = new FaultingCode(FaultingCode.READ_RSI);
                var guard = code.guard()) {
            long result = code.run(address);

            assertThat(guard).isNotNull();
            assertThat(result).isEqualTo(FaultingCode.LANDED);
            assertThat(code.recorded(FaultGuard.SIGNAL)).isEqualTo(SignalActions.SIGSEGV);
            assertThat(code.recorded(FaultGuard.ADDRESS)).isEqualTo(address);
            assertThat(code.recorded(FaultGuard.RIP)).isEqualTo(code.instruction());
        }
    }

    @Test
    void nonCanonicalAddressLands() throws IOException {
        try (var code = new FaultingCode(FaultingCode.READ_RSI);
                var guard = code.guard()) {
            long result = code.run(0x8000_0000_0000_0000L);

            assertThat(guard).isNotNull();
            assertThat(result).isEqualTo(FaultingCode.LANDED);
            assertThat(code.recorded(FaultGuard.SIGNAL)).isEqualTo(SignalActions.SIGSEGV);
        }
    }

    @ParameterizedTest
    @CsvSource({FaultingCode.UNDEFINED + ", 4, 0", FaultingCode.DIVIDE_BY_ZERO + ", 8, 2"})
    void undefinedInstructionAndDivisionByZeroLand(String instruction, int signal, int faultsAt) throws IOException {
        try (var code = new FaultingCode(instruction);
                var guard = code.guard()) {
            long result = code.run(0);

            assertThat(guard).isNotNull();
            assertThat(result).isEqualTo(FaultingCode.LANDED);
            assertThat(code.recorded(FaultGuard.SIGNAL)).isEqualTo(signal);
            assertThat(code.recorded(FaultGuard.RIP)).isEqualTo(code.instruction() + faultsAt);
            assertThat(code.recorded(FaultGuard.ADDRESS)).isEqualTo(code.instruction() + faultsAt);
        }
    }

    @Test
    void readBeyondTheEndOfAMappedFileLands() throws IOException {
        long range = Mmap.reserve(2 * ExecutableMemory.PAGE);
        try (MemoryFile file = MemoryFile.create("short", ExecutableMemory.PAGE)) {
            Mmap.mapShared(range, 2 * ExecutableMemory.PAGE, Mmap.PROT_READ_WRITE, file.descriptor());
        }
        try (var code = new FaultingCode(FaultingCode.READ_RSI);
                var guard = code.guard()) {
            long result = code.run(range + ExecutableMemory.PAGE);

            assertThat(guard).isNotNull();
            assertThat(result).isEqualTo(FaultingCode.LANDED);
            assertThat(code.recorded(FaultGuard.SIGNAL)).isEqualTo(SignalActions.SIGBUS);
            assertThat(code.recorded(FaultGuard.ADDRESS)).isEqualTo(range + ExecutableMemory.PAGE);
        } finally {
            Mmap.unmap(range, 2 * ExecutableMemory.PAGE);
        }
    }

    @Test
    void threadsThatFaultAtOnceHaveTheirOwnRecordsWhileOtherRangesComeAndGo() throws Exception {
        try (var code = new FaultingCode(FaultingCode.READ_RSI);
                var other = new FaultingCode(FaultingCode.UNDEFINED);
                var guard = code.guard();
                var threads = Executors.newFixedThreadPool(4)) {
            AtomicBoolean ended = new AtomicBoolean();
            Future<Long> churn = threads.submit(() -> {
                long faults = 0;
                while (!ended.get()) {
                    try (var ignored = other.guard()) {
                        faults += other.run(0) == FaultingCode.LANDED ? 1 : 0;
                    }
                }
                return faults;
            });
            List<Future<Integer>> wrong = IntStream.range(1, 4)
                    .mapToObj(thread -> threads.submit(() -> countWrongRecords(code, thread)))
                    .toList();

            List<Integer> results = new ArrayList<>();
            for (Future<Integer> count : wrong) {
                results.add(count.get());
            }
            ended.set(true);

            assertThat(guard).isNotNull();
            assertThat(results).containsOnly(0);
            assertThat(churn.get()).isPositive();
        }
    }

    private static int countWrongRecords(FaultingCode code, int thread) {
        long state = code.newState();
        int wrong = 0;
        for (int i = 0; i < 20_000; i++) {
            long address = thread * 1000 + i % 1000;
            long result = code.run(state, address);
            wrong += result == FaultingCode.LANDED && FaultingCode.recorded(state, FaultGuard.ADDRESS) == address
                    ? 0
                    : 1;
        }
        return wrong;
    }

    @Test
    void rangesAreLimitedAndReused() throws IOException {
        List<FaultGuard> guards = new ArrayList<>();
        try (var code = new FaultingCode(FaultingCode.UNDEFINED)) {
            for (int i = 0; i < FaultGuard.MAX_RANGES; i++) {
                guards.add(FaultGuard.install(4096 + i, 4097 + i, 4096 + i, 0));
            }
            assertThatThrownBy(code::guard).isInstanceOf(HostRefusedException.class);

            guards.getLast().close();
            guards.getLast().close();
            try (var guard = code.guard()) {
                assertThat(guard).isNotNull();
                assertThat(code.run(0)).isEqualTo(FaultingCode.LANDED);
            }
        } finally {
            guards.forEach(FaultGuard::close);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 5", "10, 10, 10", "10, 20, 9", "10, 20, 20"})
    void landingOutsideTheRangeIsRefused(long start, long end, long landing) {
        assertThatIllegalArgumentException().isThrownBy(() -> FaultGuard.install(start, end, landing, 0));
    }
}
