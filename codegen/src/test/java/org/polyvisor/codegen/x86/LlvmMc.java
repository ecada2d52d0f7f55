package org.polyvisor.codegen.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** LLVM's disassembler as a judge. */
final class LlvmMc {
    private static final String TOOL = "llvm-mc";

    /** Never emitted otherwise, so it can stand between pieces of code. */
    private static final String SEPARATOR = "hlt";

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withPrefix("0x");

    private LlvmMc() {}

    /** Skips the test if the tool is not installed. */
    static void require() {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, TOOL)));
        assumeTrue(found, TOOL + " is not installed (Debian: package llvm)");
    }

    /** Each piece as its instructions, one a line, in Intel's syntax with single blanks. */
    static List<String> disassemble(List<byte[]> pieces) {
        String input = pieces.stream()
                .map(piece -> "[" + HEX.formatHex(piece) + "]\n[0xf4]\n")
                .collect(Collectors.joining());
        String listing = run(input)
                .lines()
                .map(LlvmMc::normalized)
                .filter(line -> !line.isEmpty() && !line.startsWith("."))
                .collect(Collectors.joining("\n"));
        return Arrays.stream(listing.split("\n?" + SEPARATOR + "\n?")).toList();
    }

    private static String normalized(String line) {
        return line.replaceAll("#.*", "").strip().replaceAll("\\s+", " ");
    }

    private static String run(String input) {
        try {
            Path stdin = Files.createTempFile("polyvisor-llvm", ".in");
            Path stdout = Files.createTempFile("polyvisor-llvm", ".out");
            try {
                Files.writeString(stdin, input);
                Process process = new ProcessBuilder(
                                TOOL, "--disassemble", "-triple=x86_64", "-mattr=+avx2", "--output-asm-variant=1")
                        .redirectInput(stdin.toFile())
                        .redirectOutput(stdout.toFile())
                        .redirectErrorStream(true)
                        .start();
                assertThat(process.waitFor()).as(TOOL).isZero();
                return Files.readString(stdout, StandardCharsets.UTF_8);
            } finally {
                Files.delete(stdin);
                Files.delete(stdout);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
