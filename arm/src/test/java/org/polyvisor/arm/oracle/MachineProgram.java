package org.polyvisor.arm.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds a program without an operating system from resources of this package. */
final class MachineProgram {
    private MachineProgram() {}

    /** Compiles and links; the result is an ELF file in {@code folder}. */
    static Path elf(Path folder, String name, String... sources) {
        Path elf = folder.resolve(name + ".elf");
        List<String> command = new ArrayList<>(List.of(
                OracleTools.CROSS_GCC,
                "-march=armv8.2-a",
                "-O1",
                "-ffreestanding",
                "-fno-stack-protector",
                "-mgeneral-regs-only",
                "-mstrict-align",
                "-mno-outline-atomics",
                "-fno-pic",
                "-nostdlib",
                "-static",
                "-Wl,--build-id=none",
                "-Wl,--no-warn-rwx-segments",
                "-T",
                OracleTools.resource("machine.ld", folder).toString(),
                "-o",
                elf.toString()));
        for (String source : sources) {
            command.add(OracleTools.resource(source, folder).toString());
        }
        OracleTools.run(command);
        return elf;
    }

    /** The bytes of RAM from the entry on. */
    static byte[] flat(Path elf) {
        Path flat = Path.of(elf + ".bin");
        OracleTools.run(List.of(OracleTools.CROSS_OBJCOPY, "-O", "binary", elf.toString(), flat.toString()));
        try {
            return Files.readAllBytes(flat);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
