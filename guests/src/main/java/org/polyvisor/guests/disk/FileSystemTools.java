package org.polyvisor.guests.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs e2fsprogs' programs, which ordinary users have in folders that their PATH often lacks. */
final class FileSystemTools {
    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"), Path.of("/bin"));
    private static final int OUTPUT_SHOWN = 300;

    private FileSystemTools() {}

    /** What a program printed, and its exit code. */
    record Result(int code, String output) {
        /** The end of the output, on one line. */
        String lastWords() {
            String line = output.strip().replaceAll("\\s+", " ");
            return line.length() <= OUTPUT_SHOWN ? line : line.substring(line.length() - OUTPUT_SHOWN);
        }
    }

    static Result run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(find(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("DEBUGFS_PAGER", "cat");
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
        }
    }

    private static Path find(String program) throws IOException {
        for (Path folder : FOLDERS) {
            if (Files.isExecutable(folder.resolve(program))) {
                return folder.resolve(program);
            }
        }
        throw new IOException("%s is not installed: install the package e2fsprogs".formatted(program));
    }
}
