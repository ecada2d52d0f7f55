package org.polyvisor.arm.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The oracle for instructions: QEMU's emulator of user programs, running sequence-runner.S. */
final class QemuUser {
    private final String program;
    private final Path folder;
    private final Path runner;

    /** Builds the runner in {@code folder}. */
    QemuUser(Path folder) {
        this(OracleTools.QEMU_USER, folder);
    }

    /** The same for a QEMU of another name. */
    QemuUser(String program, Path folder) {
        this.program = program;
        this.folder = folder;
        runner = folder.resolve("sequence-runner");
        OracleTools.run(List.of(
                OracleTools.CROSS_GCC,
                "-nostdlib",
                "-static",
                "-Wl,--build-id=none",
                "-Wl,-Ttext=0x%x".formatted(Batch.FINISH),
                "-o",
                runner.toString(),
                OracleTools.resource("sequence-runner.S", folder).toString()));
    }

    List<Batch.Result> run(Batch batch) {
        try {
            Path code = folder.resolve("code");
            Path data = folder.resolve("data");
            Files.write(code, batch.code());
            Files.write(data, batch.data());
            OracleTools.run(List.of(
                    program,
                    "-cpu",
                    "max,pauth=off,sve=off,sme=off",
                    runner.toString(),
                    code.toString(),
                    data.toString()));
            return batch.results(Files.readAllBytes(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
