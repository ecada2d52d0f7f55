package org.polyvisor.codegen.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostCall;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/**
 * Whichever registers an operation on vectors is given, the host computes the same as when they all differ, and what is
 * neither destination nor scratch register stays.
 */
class SourceOrderTest {
    private static final int CODE_BYTES = 16 << 20;
    private static final int DATA_BYTES = 16 << 20;
    private static final int ROUNDS = 8;
    private static final long SEED = 7;

    /** Within the bits that mean the same with and without VEX. */
    private static final int IMM = 5;

    private static final int SCRATCH = 3;

    /** Destination and sources: every way in which they coincide, with each other and with the scratch register. */
    private static final List<Registers> PATTERNS = List.of(
            new Registers(5, 5, 6),
            new Registers(5, 6, 5),
            new Registers(5, 5, 5),
            new Registers(5, 6, 6),
            new Registers(5, SCRATCH, 5),
            new Registers(5, 6, SCRATCH),
            new Registers(5, SCRATCH, 6),
            new Registers(SCRATCH, 5, 6),
            new Registers(SCRATCH, 5, SCRATCH),
            new Registers(SCRATCH, SCRATCH, 6),
            new Registers(12, 4, 13),
            new Registers(12, 13, 4),
            new Registers(4, 4, 13),
            new Registers(4, 13, 4),
            new Registers(13, 4, 13));

    private static final HostFeatures HOST = HostFeatures.detect();
    private static final Map<String, Boolean> OPTIONAL = Map.of(
            "AES", HOST.aes(),
            "SHA1", HOST.shaNi(),
            "SHA256", HOST.shaNi(),
            "GF2P8", HOST.gfni(),
            "PCMPGTQ", HOST.sse42(),
            "PCLMUL", HOST.pclmulqdq());

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Case> cases = new ArrayList<>();
    private ExecutableMemory memory;
    private long code;
    private long data;

    record Registers(int dst, int a, int b) {}

    private record Case(String text, long expected, long actual) {}

    private interface Emission {
        void emit(Assembler assembler, int dst, int a, int b);
    }

    @BeforeEach
    void executableMemoryIsThere() throws HostRefusedException {
        assumeTrue(ExecutableMemory.isSupported(), "this host does not execute generated code");
        memory = ExecutableMemory.allocate(CODE_BYTES, DATA_BYTES);
        code = memory.writable();
        data = memory.data();
    }

    @AfterEach
    void memoryIsGivenBack() {
        if (memory != null) {
            memory.close();
        }
    }

    @Test
    void resultDoesNotDependOnTheRegistersWithoutAvx() {
        Assembler assembler = new Assembler(false);

        emitAll(assembler, VectorOperation::legacyForm);
        HostCall.call(memory.executable(), 0, 0);

        assertThat(cases).hasSizeGreaterThan(10_000);
        assertThat(wrong()).isEmpty();
    }

    @Test
    void resultDoesNotDependOnTheRegistersWithAvx() {
        assumeTrue(HOST.avx(), "this host has no AVX");
        Assembler assembler = new Assembler(true);

        emitAll(assembler, VectorOperation::legacyForm);
        HostCall.call(memory.executable(), 0, 0);

        assertThat(cases).hasSizeGreaterThan(10_000);
        assertThat(wrong()).isEmpty();
    }

    private void emitAll(Assembler assembler, Predicate<VectorOperation> which) {
        Stream<VectorOperation> vec = VectorOperation.vec().filter(which).filter(VectorOperation::onRegisters);
        vec.filter(SourceOrderTest::isThere)
                .forEach(o -> forEachPattern(r -> emit(assembler, o, r, (s, d, a, b) -> s.vec(o.op(), d, a, b))));
        VectorOperation.vecImm()
                .filter(which)
                .filter(SourceOrderTest::isThere)
                .forEach(o ->
                        forEachPattern(r -> emit(assembler, o, r, (s, d, a, b) -> s.vecImm(o.op(), d, a, b, IMM))));
        VectorOperation.blend()
                .forEach(o -> forEachPattern(r -> emit(assembler, o, r, (s, d, a, b) -> s.blend(o.op(), d, a, b, 0))));
        assembler.reset(0);
        assembler.ret();
        append(assembler);
    }

    private void emit(Assembler assembler, VectorOperation o, Registers r, Emission emission) {
        long inputA = randomVector();
        long inputB = r.a == r.b ? inputA : randomVector();
        long mask = randomVector();
        Assembler reference = new Assembler(false);
        reference.reset(0);
        load(reference, 0, mask);
        load(reference, 1, inputA);
        load(reference, 2, inputB);
        emission.emit(reference, 1, 1, 2);
        long expected = store(reference, 1);
        append(reference);

        assembler.reset(0);
        load(assembler, r.a, inputA);
        load(assembler, r.b, inputB);
        emission.emit(assembler, r.dst, r.a, r.b);
        cases.add(new Case(o + " " + r, expected, store(assembler, r.dst)));
        IntStream.of(r.a)
                .filter(register -> register != r.dst && register != SCRATCH)
                .forEach(a -> cases.add(new Case(o + " " + r + " first source", inputA, store(assembler, a))));
        IntStream.of(r.b)
                .filter(register -> register != r.dst && register != SCRATCH)
                .forEach(b -> cases.add(new Case(o + " " + r + " second source", inputB, store(assembler, b))));
        append(assembler);
    }

    private List<String> wrong() {
        return cases.stream()
                .filter(c -> Memory.getLong(c.expected) != Memory.getLong(c.actual)
                        || Memory.getLong(c.expected + 8) != Memory.getLong(c.actual + 8))
                .map(Case::text)
                .distinct()
                .toList();
    }

    private static boolean isThere(VectorOperation operation) {
        return OPTIONAL.entrySet().stream()
                .allMatch(e -> e.getValue() || !operation.name().startsWith(e.getKey()));
    }

    private static void forEachPattern(Consumer<Registers> body) {
        PATTERNS.forEach(pattern -> IntStream.range(0, ROUNDS).forEach(i -> body.accept(pattern)));
    }

    private long randomVector() {
        long at = data;
        LongStream.of(0, 8).forEach(i -> Memory.putLong(at + i, random.nextLong()));
        data += 16;
        return at;
    }

    private static void load(Assembler assembler, int register, long from) {
        assembler.movImm(Reg.RAX, from);
        assembler.loadV(register, Mem.at(Reg.RAX, 0));
    }

    private long store(Assembler assembler, int register) {
        long to = data;
        data += 16;
        assembler.movImm(Reg.RAX, to);
        assembler.storeV(Mem.at(Reg.RAX, 0), register);
        return to;
    }

    private void append(Assembler assembler) {
        byte[] bytes = assembler.bytes();
        int length = assembler.position();
        assertThat(code + length).isLessThan(memory.writable() + CODE_BYTES);
        assertThat(data).isLessThan(memory.data() + DATA_BYTES);
        IntStream.range(0, length).forEach(i -> Memory.putByte(code + i, bytes[i]));
        code += length;
    }
}
