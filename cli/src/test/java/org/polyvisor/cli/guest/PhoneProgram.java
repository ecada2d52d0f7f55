package org.polyvisor.cli.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.polyvisor.service.client.PhoneClient;

/** The program as users run it, in processes of its own, with places for its sockets and logs of its own. */
record PhoneProgram(Path folder) {
    /** What a command has said, on both of its streams, and its exit status. */
    record Said(int status, String text) {}

    /** A {@code polyvisor console} through pipes. */
    static final class Console implements AutoCloseable {
        private final Process process;
        private final GuestConsole output = new GuestConsole();

        Console(Process process) {
            this.process = process;
            Thread.ofPlatform().daemon().start(this::read);
        }

        private void read() {
            byte[] bytes = new byte[8192];
            try (InputStream in = process.getInputStream()) {
                for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                    output.write(bytes, 0, count);
                }
            } catch (IOException e) {
                // the process has been ended
            }
        }

        String await(String text) throws InterruptedException {
            return output.await(text, RunningGuest.LONG);
        }

        void type(String text) throws IOException {
            OutputStream out = process.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Runs a command at the guest's prompt; returns what it printed. */
        String run(String command) throws IOException, InterruptedException {
            type(command + "\n");
            await("\n");
            return await(RunningGuest.PROMPT).replace("\r", "").strip();
        }

        String all() {
            return output.all();
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    private ProcessBuilder process(String... arguments) {
        // Tests run in the module's folder.
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@../launch/engine.options",
                "@../launch/process.options",
                "@../launch/phone.options",
                "-p",
                "target/modules",
                "-m",
                "polyvisor.cli/org.polyvisor.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        return builder;
    }

    /** Runs a command to its end. */
    Said run(String... arguments) throws IOException, InterruptedException {
        Process process = process(arguments).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(RunningGuest.LONG.toSeconds(), TimeUnit.SECONDS);
        return new Said(process.exitValue(), text.replace("\r", "").strip());
    }

    Console console(String phone, String vm) throws IOException {
        return new Console(process("console", "--phone", phone, vm).start());
    }

    Path socket(String phone) {
        return folder.resolve("run/polyvisor").resolve(phone + ".sock");
    }

    PhoneClient client(String phone) {
        return new PhoneClient(socket(phone));
    }
}
