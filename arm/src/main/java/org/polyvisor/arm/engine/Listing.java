package org.polyvisor.arm.engine;

import java.util.List;
import java.util.Locale;

/** A translated block for people to read: each instruction of the guest, what it became, and its host code. */
public record Listing(List<Instruction> instructions) {
    /** Digits of so many bytes, each with a blank before it, fill a line. */
    private static final int BYTES_A_LINE = 24;

    private static final String CODE_INDENT = "             ";

    /**
     * One instruction of the guest.
     *
     * @param offset where it is in its page
     * @param word its encoding
     * @param name the name of its table row and its register fields
     * @param operations its micro-operations, one an element
     * @param code its host code: two digits a byte, blanks between
     */
    public record Instruction(int offset, int word, String name, List<String> operations, String code) {
        public Instruction {
            operations = List.copyOf(operations);
        }
    }

    public Listing {
        instructions = List.copyOf(instructions);
    }

    /** Guest instructions by the names of their rows, host code as bytes. */
    public String text() {
        return text(List.of(), List.of());
    }

    /**
     * The same with what a disassembler says.
     *
     * @param guest each instruction; where one is empty or missing, the name of its row takes its place
     * @param host the host instructions of each; where there are none, their bytes
     */
    public String text(List<String> guest, List<List<String>> host) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < instructions.size(); i++) {
            Instruction one = instructions.get(i);
            String known = i < guest.size() ? guest.get(i) : "";
            text.append(String.format(
                    Locale.ROOT, "  %03x  %08x  %s%n", one.offset, one.word, known.isEmpty() ? one.name : known));
            one.operations.forEach(
                    operation -> text.append("         ").append(operation).append('\n'));
            List<String> lines = i < host.size() ? host.get(i) : List.of();
            if (lines.isEmpty()) {
                bytes(text, one.code);
            }
            lines.forEach(line -> text.append(CODE_INDENT).append(line).append('\n'));
        }
        return text.toString();
    }

    private static void bytes(StringBuilder text, String code) {
        int width = 3 * BYTES_A_LINE;
        for (int i = 0; i < code.length(); i += width) {
            text.append(CODE_INDENT)
                    .append(code, i, Math.min(code.length(), i + width - 1))
                    .append('\n');
        }
    }
}
