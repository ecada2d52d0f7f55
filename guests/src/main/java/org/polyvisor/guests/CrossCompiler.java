package org.polyvisor.guests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The compiler for arm64 programs: Debian's gcc-aarch64-linux-gnu, or what {@code CROSS_COMPILE} names. */
final class CrossCompiler {
    private static final String PACKAGE = "gcc-aarch64-linux-gnu";

    private CrossCompiler() {}

    /**
     * Sees to it that there is one; root gets it installed.
     *
     * @throws IOException if there is none; the message tells what to install
     */
    static void ensure(Progress progress) throws IOException {
        if (isThere()) {
            return;
        }
        if ("root".equals(System.getProperty("user.name")) && HostProgram.isOnPath("apt-get")) {
            progress.step("installing " + PACKAGE, Progress.Unit.NONE);
            if (!install()) {
                HostProgram.run(List.of("apt-get", "-qq", "update"));
                install();
            }
        }
        if (!isThere()) {
            throw new IOException("no compiler for arm64: install the package " + PACKAGE);
        }
    }

    private static boolean isThere() {
        String prefix = System.getenv().getOrDefault("CROSS_COMPILE", "aarch64-linux-gnu-");
        String compiler = prefix + "gcc";
        return compiler.startsWith("/") ? Files.isExecutable(Path.of(compiler)) : HostProgram.isOnPath(compiler);
    }

    private static boolean install() throws IOException {
        return HostProgram.run(List.of("apt-get", "-qq", "install", "-y", "--no-install-recommends", PACKAGE))
                        .code()
                == 0;
    }
}
