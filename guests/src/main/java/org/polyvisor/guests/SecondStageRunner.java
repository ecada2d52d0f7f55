package org.polyvisor.guests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Runs a virtual machine once, so that a system can complete itself. Whoever has virtual machines implements it; this
 * module only builds.
 */
@FunctionalInterface
public interface SecondStageRunner {
    /**
     * What to boot.
     *
     * @param kernel a Linux Image
     * @param initrd its initial RAM disk
     * @param commandLine to be passed on as it is; it names the console {@code ttyAMA0}
     * @param disk a raw image, to be the first virtio disk, writable; what the guest flushes must be in the file
     * @param memoryBytes RAM that is enough
     * @param cpus number of processors that is worth having
     */
    record Machine(Path kernel, Path initrd, String commandLine, Path disk, long memoryBytes, int cpus) {}

    /**
     * Boots the machine and returns when the guest has switched itself off.
     *
     * @param console hears each line that the guest writes to its serial port, without the line end
     * @throws IOException if the machine cannot be run or ends otherwise; the message is one line for the user
     */
    void run(Machine machine, Consumer<String> console) throws IOException, InterruptedException;
}
