package org.polyvisor.guests;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A machine that we did not write, so that guests can be checked without ours: Debian's qemu-system-aarch64. */
public final class QemuMachine implements SecondStageRunner {
    private static final int MINUTES = 15;

    @Override
    public void run(Machine machine, Consumer<String> console) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        "qemu-system-aarch64",
                        "-M",
                        "virt,gic-version=3",
                        "-cpu",
                        "cortex-a57",
                        "-smp",
                        Integer.toString(machine.cpus()),
                        "-m",
                        (machine.memoryBytes() >> 20) + "M",
                        "-nographic",
                        "-no-reboot",
                        "-nic",
                        "none",
                        "-global",
                        "virtio-mmio.force-legacy=false",
                        "-kernel",
                        machine.kernel().toString(),
                        "-initrd",
                        machine.initrd().toString(),
                        "-append",
                        machine.commandLine(),
                        "-drive",
                        "file=%s,format=raw,if=none,id=disk,cache=writeback".formatted(machine.disk()),
                        "-device",
                        "virtio-blk-device,drive=disk",
                        "-device",
                        "virtio-rng-device"))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                console.accept(line);
            }
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("the machine did not end");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** Builds the guests named on the command line into the user's cache, for development. */
    public static void main(String[] names) throws GuestBuildException {
        long start = System.nanoTime();
        SecondStageRunner chatty = (machine, console) -> new QemuMachine().run(machine, line -> {
            System.err.printf("%5d %s%n", (System.nanoTime() - start) / 1_000_000_000, line);
            console.accept(line);
        });
        for (String name : names) {
            new GuestBuilder(GuestCache.ofUser(), new TextProgress(System.err), chatty)
                    .build(GuestCatalog.find(name), false);
        }
    }
}
