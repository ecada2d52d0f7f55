package org.polyvisor.arm.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Rows;

/** Instructions and states for people to read. */
final class Listing {
    private static final Pattern LINE = Pattern.compile("^\\s*[0-9a-f]+:\\t([0-9a-f]{8}) \\t(.*)$");

    private Listing() {}

    /** What binutils makes of every word, in order. */
    static List<String> disassemble(int[] words) {
        if (words.length == 0) {
            return List.of();
        }
        ByteBuffer bytes = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(words);
        try {
            Path file = Files.createTempFile("polyvisor-oracle", ".bin");
            try {
                Files.write(file, bytes.array());
                String text = OracleTools.run(List.of(
                        OracleTools.CROSS_OBJDUMP, "-D", "-z", "-b", "binary", "-m", "aarch64", file.toString()));
                return text.lines()
                        .map(LINE::matcher)
                        .filter(Matcher::matches)
                        .map(m -> m.group(2).replace('\t', ' '))
                        .toList();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String of(Sequence sequence) {
        List<String> lines = disassemble(sequence.words());
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < sequence.words().length; i++) {
            int word = sequence.words()[i];
            int row = A64Decoder.decode(word);
            s.append("    %x: %08x  %-48s %s%n"
                    .formatted(
                            sequence.first() + 4L * i,
                            word,
                            lines.get(i),
                            row < 0 ? "(unallocated)" : A64Rows.name(row)));
        }
        return s.toString();
    }

    /** The registers that the words name, as they are at the start, and the modes. */
    static String inputs(Sequence sequence) {
        boolean[] shown = new boolean[GuestState.WORDS];
        for (int word : sequence.words()) {
            for (int low : new int[] {0, 5, 10, 16}) {
                int register = word >>> low & 31;
                shown[register] = true;
                shown[GuestState.V + 2 * register] = true;
                shown[GuestState.V + 2 * register + 1] = true;
            }
        }
        Arrays.fill(shown, GuestState.NZCV, GuestState.SIGNAL, true);
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < shown.length; i++) {
            if (shown[i]) {
                s.append("    %-9s %016x%n".formatted(GuestState.name(i), sequence.state()[i]));
            }
        }
        return s.toString();
    }

    static String bytes(byte[] memory, int from, int to) {
        return Arrays.stream(ints(memory, from, to)).mapToObj("%02x"::formatted).collect(Collectors.joining(" "));
    }

    private static int[] ints(byte[] memory, int from, int to) {
        int[] result = new int[to - from];
        for (int i = from; i < to; i++) {
            result[i - from] = memory[i] & 0xff;
        }
        return result;
    }
}
