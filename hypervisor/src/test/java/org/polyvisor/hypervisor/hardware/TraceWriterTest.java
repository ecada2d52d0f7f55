package org.polyvisor.hypervisor.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.engine.Listing;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TraceWriterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Listing BLOCK = new Listing(List.of(
            new Listing.Instruction(0x10, 0x9100_0420, "ADD_imm", List.of("add x0, x1, 1"), "48 8d 43 01"),
            new Listing.Instruction(0x14, 0xffff_ffff, "unallocated", List.of(), "0f 0b")));

    private static final String IN_BYTES = """
            block 40000010 at 7f00, 6 bytes
              010  91000420  ADD_imm
                     add x0, x1, 1
                         48 8d 43 01
              014  ffffffff  unallocated
                         0f 0b
            """;

    private static final String DISASSEMBLED = """
            block 40000010 at 7f00, 6 bytes
              010  91000420  add x0, x1, #1
                     add x0, x1, 1
                         lea rax, [rbx + 1]
              014  ffffffff  unallocated
                         ud2
            """;

    private final List<String> notices = new ArrayList<>();

    private static void add(TraceWriter trace) {
        trace.add(0x4000_0010L, 0x7f00, 6, BLOCK);
    }

    @Test
    void blocksAreDisassembled() {
        Path tool = Disassembler.find();
        assumeTrue(tool != null, "llvm-mc is not installed (Debian: package llvm)");
        StringWriter file = new StringWriter();
        try (TraceWriter trace = new TraceWriter(file, new Disassembler(tool, PATIENCE), notices::add)) {
            for (int i = 0; i < 1000; i++) {
                add(trace);
            }
        }

        assertThat(file).hasToString(DISASSEMBLED.repeat(1000));
        assertThat(notices).isEmpty();
    }

    @Test
    void withoutADisassemblerThereAreBytes() {
        StringWriter file = new StringWriter();
        try (TraceWriter trace = new TraceWriter(file, null, notices::add)) {
            add(trace);
            add(trace);
        }

        assertThat(file).hasToString(IN_BYTES.repeat(2));
        assertThat(notices).isEmpty();
    }

    @Test
    void disassemblerThatFailsIsToldOnceAndThereAreBytes() {
        StringWriter file = new StringWriter();
        Disassembler failing = new Disassembler(Path.of("/bin/false"), PATIENCE);
        try (TraceWriter trace = new TraceWriter(file, failing, notices::add)) {
            for (int i = 0; i < 1000; i++) {
                add(trace);
            }
        }

        assertThat(file).hasToString(IN_BYTES.repeat(1000));
        assertThat(notices).containsExactly("no disassembly any more: /bin/false failed");
    }

    @Test
    void fileThatTakesNothingIsToldOnceAndHoldsNobodyUp() {
        Writer full = new Writer() {
            @Override
            public void write(char[] from, int offset, int length) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        try (TraceWriter trace = new TraceWriter(full, null, notices::add)) {
            for (int i = 0; i < 10_000; i++) {
                add(trace);
            }
        }

        assertThat(notices).containsExactly("no more about translated code: java.io.IOException: no space left");
    }
}
