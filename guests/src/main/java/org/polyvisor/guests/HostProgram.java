package org.polyvisor.guests;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Runs programs of the host, without input and without questions. */
final class HostProgram {
    private static final int OUTPUT_SHOWN = 300;

    private HostProgram() {}

    /**
     * How a program ended.
     *
     * @param code its exit code
     * @param output what it printed, errors included
     */
    record Result(int code, String output) {
        /** The end of the output, on one line. */
        String lastWords() {
            String line = output.strip().replaceAll("\\s+", " ");
            return line.length() <= OUTPUT_SHOWN ? line : line.substring(line.length() - OUTPUT_SHOWN);
        }
    }

    /** Runs a program to its end. */
    static Result run(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
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

    /** Whether a program of that name can be run. */
    static boolean isOnPath(String name) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            try {
                if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                    return true;
                }
            } catch (InvalidPathException e) {
                // No such folder exists.
            }
        }
        return false;
    }
}
