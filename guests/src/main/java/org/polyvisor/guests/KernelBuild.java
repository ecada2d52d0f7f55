package org.polyvisor.guests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.polyvisor.guests.apt.AptException;
import org.polyvisor.guests.apt.AptSuite;
import org.polyvisor.guests.apt.PackageInfo;
import org.polyvisor.guests.initramfs.InitramfsWriter;
import org.polyvisor.guests.kernel.KernelFiles;
import org.polyvisor.guests.kernel.KernelPackages;
import org.polyvisor.guests.kernel.ModuleClosure;

/** Builds a {@link GuestRecipe.Kernel}. */
final class KernelBuild {
    /** Drivers of the board's devices, and the file system of our disks; what a kernel has built in is left out. */
    private static final List<String> MODULES = List.of(
            "virtio_mmio",
            "virtio_blk",
            "virtio_rng",
            "virtio_console",
            "virtio_net",
            "virtio_input",
            "evdev",
            "virtio_balloon",
            "crc32c_generic",
            "ext4");

    private static final String BUSYBOX = "bin/busybox";

    private final GuestCache cache;
    private final Progress progress;

    KernelBuild(GuestCache cache, Progress progress) {
        this.cache = cache;
        this.progress = progress;
    }

    void run(GuestRecipe.Kernel recipe, AptSuite suite) throws AptException, IOException {
        List<PackageInfo> packages = new ArrayList<>(KernelPackages.find(suite, recipe.metapackage()));
        packages.add(suite.show("busybox-static"));
        String inputs = RamDisk.with(versions(packages));
        if (cache.isMadeOf(recipe.name(), inputs)) {
            return;
        }
        List<Path> debs = suite.download(packages);
        progress.step("unpacking the kernel", Progress.Unit.NONE);
        Path work = cache.newWork(recipe.name());
        try {
            Path finished = Files.createDirectory(work.resolve("guest"));
            byte[] busybox = FileInPackage.read(debs.getLast(), BUSYBOX, "usr/" + BUSYBOX);
            String release;
            try (KernelFiles kernel = KernelFiles.unpack(
                    debs.subList(0, debs.size() - 1), finished.resolve(GuestCache.KERNEL), work.resolve("modules"))) {
                release = kernel.release();
                progress.step("making the initial RAM disk", Progress.Unit.NONE);
                List<ModuleClosure.Module> modules = ModuleClosure.of(MODULES, kernel.builtIn(), kernel);
                InitramfsWriter.write(finished.resolve(GuestCache.INITRD), busybox, release, modules);
            }
            cache.publish(recipe.name(), finished, release, inputs, "");
        } finally {
            GuestCache.delete(work);
        }
    }

    private static String versions(List<PackageInfo> packages) {
        return packages.stream().map(info -> info.name() + "=" + info.version()).collect(Collectors.joining(" "));
    }
}
