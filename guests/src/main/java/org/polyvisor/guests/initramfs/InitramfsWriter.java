package org.polyvisor.guests.initramfs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.polyvisor.guests.kernel.ModuleClosure;
import org.polyvisor.guests.kernel.ModuleIndex;

/**
 * Makes the initial RAM disk: busybox, the drivers of our devices, and {@code /init}. It is not compressed: unpacking
 * gzip costs an emulated guest some 65 million instructions of the billion that its boot takes (zstd as many, xz five
 * times that), and the host has no use for the 2.5 MB saved.
 */
public final class InitramfsWriter {
    /** Raised with every change of the content, so that guests built before are built anew. */
    public static final int VERSION = 7;

    private static final List<String> DIRECTORIES = List.of(
            "bin",
            "dev",
            "etc",
            "etc/acpi",
            "etc/acpi/PWRF",
            "lib",
            "lib/modules",
            "mnt",
            "proc",
            "root",
            "run",
            "sbin",
            "sys",
            "tmp",
            "usr",
            "usr/bin",
            "usr/sbin",
            "var",
            "var/log");

    private InitramfsWriter() {}

    /**
     * Writes the RAM disk.
     *
     * @param release the kernel's
     * @param modules in an order in which they can be loaded
     */
    public static void write(Path file, byte[] busybox, String release, List<ModuleClosure.Module> modules)
            throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            CpioWriter cpio = new CpioWriter(out);
            for (String directory : DIRECTORIES) {
                cpio.directory(directory, directory.equals("tmp") ? 01777 : 0755);
            }
            cpio.characterDevice("dev/console", 0600, 5, 1);
            cpio.file("init", 0755, resource("init.sh"));
            cpio.file("sbin/session", 0755, resource("session.sh"));
            cpio.file("sbin/power-key", 0755, resource("power-key.sh"));
            // Where acpid looks for what to do when KEY_POWER is pressed.
            cpio.file("etc/acpi/PWRF/00000080", 0755, resource("power-off.sh"));
            cpio.file("etc/inittab", 0644, resource("inittab"));
            cpio.file("etc/profile", 0644, resource("profile.sh"));
            cpio.file("etc/passwd", 0644, "root::0:0:root:/root:/bin/sh\n".getBytes(StandardCharsets.US_ASCII));
            // mount tries these before what the kernel already knows, so that the kernel loads the module.
            cpio.file("etc/filesystems", 0644, "ext4\n*\n".getBytes(StandardCharsets.US_ASCII));
            cpio.file("etc/group", 0644, "root:x:0:\n".getBytes(StandardCharsets.US_ASCII));
            writeBusyBox(cpio, busybox);
            writeModules(cpio, "lib/modules/" + release, modules);
            cpio.finish();
        }
    }

    private static void writeBusyBox(CpioWriter cpio, byte[] busybox) throws IOException {
        cpio.file("bin/busybox", 0755, busybox);
        for (String command : BusyBox.commands(busybox)) {
            if (!command.equals("busybox")) {
                cpio.link("bin/" + command, "busybox");
            }
        }
        // The kernel runs this very path when it wants a module.
        cpio.link("sbin/modprobe", "../bin/busybox");
    }

    private static void writeModules(CpioWriter cpio, String root, List<ModuleClosure.Module> modules)
            throws IOException {
        Set<String> directories = new LinkedHashSet<>();
        directories.add(root);
        for (ModuleClosure.Module module : modules) {
            String path = module.path();
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                directories.add(root + "/" + path.substring(0, slash));
            }
        }
        for (String directory : directories) {
            cpio.directory(directory, 0755);
        }
        for (ModuleClosure.Module module : modules) {
            cpio.file(root + "/" + module.path(), 0644, module.elf());
        }
        cpio.file(root + "/modules.dep", 0644, text(ModuleIndex.dependencies(modules)));
        cpio.file(root + "/modules.alias", 0644, text(ModuleIndex.aliases(modules)));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = InitramfsWriter.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the module lacks its resource " + name);
            }
            return in.readAllBytes();
        }
    }
}
