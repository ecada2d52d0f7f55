package org.polyvisor.codegen.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Emitted instructions beside the text that a disassembler must show for them. */
final class Cases {
    static final long ORIGIN = 0x10_0000;

    private static final Pattern SIZE = Pattern.compile("[a-z]+ ptr ");

    private final Assembler assembler;
    private final List<byte[]> code = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();

    Cases(Assembler assembler) {
        this.assembler = assembler;
    }

    /**
     * Emits at {@link #ORIGIN}; {@code text} has one line for each instruction, in Intel's syntax. An operand relative to
     * RIP is that of the last instruction.
     */
    Cases add(String text, Consumer<Assembler> emission) {
        assembler.reset(ORIGIN);
        emission.accept(assembler);
        assembler.finish();
        code.add(Arrays.copyOf(assembler.bytes(), assembler.position()));
        expected.add(text.replace(Operand.RELATIVE, "[rip + " + (Operand.TARGET - assembler.address()) + "]"));
        return this;
    }

    void assertThatLlvmAgrees() {
        assertThatLlvmAgrees(LlvmMc.disassemble(code));
    }

    /** For vectors, where the size of memory operands says nothing that the mnemonic does not. */
    void assertThatLlvmAgreesExceptForSizes() {
        assertThatLlvmAgrees(LlvmMc.disassemble(code).stream()
                .map(text -> SIZE.matcher(text).replaceAll(""))
                .toList());
    }

    private void assertThatLlvmAgrees(List<String> shown) {
        List<String> differences = IntStream.range(0, Math.min(shown.size(), expected.size()))
                .filter(i -> !shown.get(i).equals(expected.get(i)))
                .mapToObj(i -> "%s is %s, should be %s"
                        .formatted(HexFormat.of().formatHex(code.get(i)), shown.get(i), expected.get(i)))
                .toList();
        assertThat(differences).isEmpty();
        assertThat(shown).hasSameSizeAs(expected).hasSizeGreaterThan(1);
    }
}
