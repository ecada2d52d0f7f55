package org.polyvisor.cli.phone;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConsoleDevice;

/**
 * What a user said that a VM should boot.
 *
 * @param guest a recipe's name, or null
 * @param kernel a kernel's file, or null
 * @param initrd an initial RAM disk's file, or null
 * @param firmware a firmware's file, or null
 * @param append added to the kernel's command line; may be empty
 * @param console what carries the VM's console, which a Linux kernel is told
 */
public record BootChoice(
        @Nullable String guest,
        @Nullable Path kernel,
        @Nullable Path initrd,
        @Nullable Path firmware,
        String append,
        ConsoleDevice console) {
    private static final String VIRTIO = "console=hvc0";

    /**
     * The kernel's command line. Where the console is a virtio device, it says so, unless {@code append} names a console;
     * of a serial port the device tree tells.
     *
     * @param ofRecipe what the guest's recipe wants there; may be empty
     */
    String commandLine(String ofRecipe) {
        boolean named = Arrays.stream(append.split("\\s+")).anyMatch(word -> word.startsWith("console="));
        String told = console == ConsoleDevice.VIRTIO && !named ? VIRTIO : "";
        return Stream.of(ofRecipe, told, append).filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
    }
}
