package org.polyvisor.hypervisor.hardware;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.engine.Listing;

/**
 * LLVM's disassembler, {@code llvm-mc}, as a process that is given many pieces of code at once. It gets nothing but
 * hexadecimal digits and has its time; what it writes is taken as lines of text.
 *
 * <p>Between pieces stands an instruction by which the answer is taken apart again. It comes first too, which tells how
 * this LLVM writes it.
 */
public final class Disassembler {
    /** For one answer, about many blocks. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String TOOL = "llvm-mc";
    private static final Pattern TOOL_WITH_VERSION = Pattern.compile(TOOL + "-[0-9]{1,4}");

    /** What there is not with an LLVM of some age is told on its standard error and left out. */
    private static final String ARM_FEATURES = "-mattr=+all,+v8.8a,+v8.7a,+v8.5a,+crypto,+sha2,+aes,+fullfp16,+mops";

    /** {@code movk x17, #0x7061, lsl #48}. */
    private static final String ARM_MARKER = "31 0c ee f2";

    /** A NOP of eight bytes with an odd address, which nobody emits. */
    private static final String X86_MARKER = "0f 1f 84 00 78 56 34 12";

    private static final Pattern COMPLAINT = Pattern.compile("^<stdin>:(\\d+):");

    private final Path tool;
    private final Duration patience;

    /**
     * Uses a program.
     *
     * @param patience how long it may take for one answer
     */
    Disassembler(Path tool, Duration patience) {
        this.tool = tool;
        this.patience = patience;
    }

    /** The program, as this process finds programs; null where there is none. */
    public static @Nullable Path find() {
        return find(System.getenv().getOrDefault("PATH", ""));
    }

    /** The program, in the folders of a search path, also with its version behind its name; null where there is none. */
    static @Nullable Path find(String searchPath) {
        List<Path> folders = Arrays.stream(searchPath.split(File.pathSeparator))
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .toList();
        for (Path folder : folders) {
            if (Files.isExecutable(folder.resolve(TOOL))) {
                return folder.resolve(TOOL);
            }
        }
        return folders.stream()
                .map(Disassembler::withVersion)
                .flatMap(List::stream)
                .findFirst()
                .orElse(null);
    }

    private static List<Path> withVersion(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, TOOL + "-*")) {
            entries.forEach(entry -> {
                if (TOOL_WITH_VERSION.matcher(entry.getFileName().toString()).matches() && Files.isExecutable(entry)) {
                    found.add(entry);
                }
            });
        } catch (IOException e) {
            return List.of();
        }
        found.sort(Comparator.comparingInt(Disassembler::version).reversed());
        return found;
    }

    private static int version(Path tool) {
        return Integer.parseInt(tool.getFileName().toString().substring(TOOL.length() + 1));
    }

    /** A listing, disassembled if that is possible here. */
    static String textOf(Listing listing) {
        Path tool = find();
        if (tool == null) {
            return listing.text();
        }
        Disassembler disassembler = new Disassembler(tool, PATIENCE);
        List<Listing.Instruction> all = listing.instructions();
        try {
            return listing.text(
                    disassembler.guest(
                            all.stream().map(Listing.Instruction::word).toList()),
                    disassembler.host(
                            all.stream().map(Listing.Instruction::code).toList()));
        } catch (IOException e) {
            return listing.text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return listing.text();
        }
    }

    /**
     * Instructions of a guest.
     *
     * @return each as text, empty where it is none
     * @throws IOException if the program can't be run, fails, or takes too long
     */
    List<String> guest(List<Integer> words) throws IOException, InterruptedException {
        List<String> pieces = words.stream().map(Disassembler::littleEndian).toList();
        return disassemble(pieces, ARM_MARKER, "-triple=aarch64", ARM_FEATURES).stream()
                .map(lines -> lines.isEmpty() ? "" : lines.getFirst())
                .toList();
    }

    private static String littleEndian(int word) {
        return "%02x %02x %02x %02x".formatted(word & 255, word >>> 8 & 255, word >>> 16 & 255, word >>> 24);
    }

    /**
     * Host code, in Intel's syntax.
     *
     * @param pieces two digits a byte, blanks between
     * @return the instructions of each piece, none where it is not code throughout
     * @throws IOException if the program can't be run, fails, or takes too long
     */
    List<List<String>> host(List<String> pieces) throws IOException, InterruptedException {
        return disassemble(pieces, X86_MARKER, "-triple=x86_64", "-output-asm-variant=1");
    }

    private List<List<String>> disassemble(List<String> pieces, String marker, String... options)
            throws IOException, InterruptedException {
        StringBuilder input = new StringBuilder(line(marker));
        for (String piece : pieces) {
            // A guest may have the marker itself.
            input.append(piece.isEmpty() || piece.equals(marker) ? "\n" : line(piece))
                    .append(line(marker));
        }
        Path folder = Files.createTempDirectory("polyvisor-trace");
        Path answer = folder.resolve("out");
        Path complaints = folder.resolve("err");
        Path question = folder.resolve("in");
        try {
            Files.writeString(question, input);
            run(question, answer, complaints, options);
            return takeApart(pieces, marker, instructions(answer), refusedLines(complaints));
        } finally {
            Files.deleteIfExists(question);
            Files.deleteIfExists(answer);
            Files.deleteIfExists(complaints);
            Files.delete(folder);
        }
    }

    private static String line(String hex) {
        return "[0x" + hex.replace(" ", ",0x") + "]\n";
    }

    private void run(Path question, Path answer, Path complaints, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(tool.toString(), "-disassemble"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectInput(question.toFile())
                .redirectOutput(answer.toFile())
                .redirectError(complaints.toFile())
                .start();
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("%s gave no answer in %d ms".formatted(tool, patience.toMillis()));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** What it wrote, without directives; blanks single. */
    private static List<String> instructions(Path answer) throws IOException {
        return Files.readString(answer, StandardCharsets.ISO_8859_1)
                .lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty() && !line.startsWith("."))
                .toList();
    }

    /** Lines of its input that are not code throughout. */
    private static Set<Integer> refusedLines(Path complaints) throws IOException {
        Set<Integer> lines = new HashSet<>();
        for (String complaint : Files.readString(complaints, StandardCharsets.ISO_8859_1)
                .lines()
                .toList()) {
            Matcher matcher = COMPLAINT.matcher(complaint);
            if (matcher.find()) {
                lines.add(Integer.parseInt(matcher.group(1)));
            }
        }
        return lines;
    }

    private List<List<String>> takeApart(List<String> pieces, String marker, List<String> lines, Set<Integer> refused)
            throws IOException {
        if (lines.isEmpty()) {
            throw new IOException(tool + " failed");
        }
        String separator = lines.getFirst();
        List<List<String>> result = new ArrayList<>();
        List<String> piece = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            if (!line.equals(separator)) {
                piece.add(line);
                continue;
            }
            int number = result.size();
            boolean isMarker = number < pieces.size() && pieces.get(number).equals(marker);
            result.add(
                    isMarker ? List.of(separator) : refused.contains(2 * number + 2) ? List.of() : List.copyOf(piece));
            piece.clear();
        }
        if (result.size() != pieces.size() || !piece.isEmpty()) {
            throw new IOException("%s answered %d of %d questions".formatted(tool, result.size(), pieces.size()));
        }
        return result;
    }
}
