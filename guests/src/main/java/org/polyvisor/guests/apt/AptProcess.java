package org.polyvisor.guests.apt;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one of apt's programs and reads what it says. */
final class AptProcess {
    private static final int LINES_KEPT = 200_000;
    private static final int COMPLAINTS_KEPT = 50;
    /** apt repeats its status twice a second; one that stays the same for so long means that it hangs. */
    private static final Duration STALL = Duration.ofMinutes(5);

    private AptProcess() {}

    /**
     * Runs to the end and returns the lines printed, those for the listener left out.
     *
     * @param configuration file for {@code APT_CONFIG}, or null for the host's own
     * @param status hears each line of the progress protocol ({@code APT::Status-Fd}, sent to standard output)
     */
    static List<String> run(List<String> command, @Nullable Path configuration, Path directory, Consumer<String> status)
            throws AptException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Map<String, String> environment = builder.environment();
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("DEBIAN_FRONTEND", "noninteractive");
        if (configuration != null) {
            environment.put("APT_CONFIG", configuration.toString());
        }
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AptException(
                    "cannot run %s: guests come from Debian's packages, fetched with Debian's apt; install it"
                            .formatted(command.get(0)),
                    e);
        }
        List<String> lines = new ArrayList<>();
        Deque<String> complaints = new ArrayDeque<>();
        String lastStatus = "";
        long lastChange = System.nanoTime();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("dlstatus:") || line.startsWith("pmstatus:")) {
                    if (!line.equals(lastStatus)) {
                        lastStatus = line;
                        lastChange = System.nanoTime();
                    } else if (System.nanoTime() - lastChange > STALL.toNanos()) {
                        throw new AptException("%s has done nothing for %d minutes: try again"
                                .formatted(command.get(0), STALL.toMinutes()));
                    }
                    status.accept(line);
                } else if (line.startsWith("E: ") || line.startsWith("W: ") || line.startsWith("Err:")) {
                    complaints.addLast(line);
                    if (complaints.size() > COMPLAINTS_KEPT) {
                        complaints.removeFirst();
                    }
                } else if (lines.size() < LINES_KEPT) {
                    lines.add(line);
                }
            }
            int code = process.waitFor();
            if (code != 0) {
                throw AptComplaint.explain(command.get(0), code, List.copyOf(complaints));
            }
            return lines;
        } catch (IOException e) {
            throw new AptException("reading from %s failed: %s".formatted(command.get(0), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AptException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}
