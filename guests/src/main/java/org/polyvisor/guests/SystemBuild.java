package org.polyvisor.guests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.polyvisor.guests.apt.AptException;
import org.polyvisor.guests.apt.AptSuite;
import org.polyvisor.guests.apt.DebianMirror;
import org.polyvisor.guests.apt.PackageInfo;
import org.polyvisor.guests.disk.DebianTree;
import org.polyvisor.guests.disk.Ext4Image;

/**
 * Builds a {@link GuestRecipe.DebianSystem}: lays the packages out on an image, then lets the system complete itself in
 * a virtual machine.
 */
final class SystemBuild {
    private static final String COMMAND_LINE = "root=/dev/vda rw console=ttyAMA0 quiet";
    private static final long SECOND_STAGE_MEMORY = 1L << 30;
    private static final int SECOND_STAGE_CPUS = 2;
    private static final int LINES_KEPT = 5;

    private final GuestCache cache;
    private final Progress progress;
    private final SecondStageRunner runner;

    SystemBuild(GuestCache cache, Progress progress, SecondStageRunner runner) {
        this.cache = cache;
        this.progress = progress;
        this.runner = runner;
    }

    void run(GuestRecipe.DebianSystem recipe, BuiltGuest kernel, AptSuite suite, DebianMirror mirror)
            throws AptException, IOException {
        Path image = kernel.kernel();
        Path initrd = kernel.initrd();
        if (image == null || initrd == null) {
            throw new IOException("guest %s has no kernel".formatted(kernel.name()));
        }
        List<PackageInfo> packages = suite.closure(recipe.packages());
        String inputs = RamDisk.with(inputs(recipe, packages));
        if (cache.isMadeOf(recipe.name(), inputs)) {
            return;
        }
        if (cache.inputs(recipe.name()).map(RamDisk::without).equals(Optional.of(RamDisk.without(inputs)))) {
            renewRamDisk(cache, recipe, kernel);
            return;
        }
        List<Path> debs = suite.download(packages);
        Path work = cache.newWork(recipe.name());
        try {
            Path finished = Files.createDirectory(work.resolve("guest"));
            Path disk = finished.resolve(GuestCache.DISK);
            progress.step("laying out %d packages".formatted(debs.size()), Progress.Unit.ITEMS);
            DebianTree.build(
                    debs,
                    "deb %s %s main\n".formatted(mirror.archive(), recipe.suite()),
                    recipe.files(),
                    disk,
                    recipe.diskBytes(),
                    work,
                    done -> progress.advance(done, debs.size()));
            share(image, finished.resolve(GuestCache.KERNEL));
            share(initrd, finished.resolve(GuestCache.INITRD));
            complete(finished, packages.size());
            cache.publish(recipe.name(), finished, "Debian " + recipe.suite(), inputs, COMMAND_LINE);
        } finally {
            GuestCache.delete(work);
        }
    }

    /**
     * Gives a built system the kernel and the RAM disk that {@code kernel} has now. The disk stays: it has nothing of
     * either.
     */
    static void renewRamDisk(GuestCache cache, GuestRecipe.DebianSystem recipe, BuiltGuest kernel) throws IOException {
        BuiltGuest old = cache.find(recipe.name()).orElseThrow();
        String inputs = cache.inputs(recipe.name()).orElseThrow();
        Path work = cache.newWork(recipe.name());
        try {
            Path finished = Files.createDirectory(work.resolve("guest"));
            share(Objects.requireNonNull(old.disk()), finished.resolve(GuestCache.DISK));
            share(Objects.requireNonNull(kernel.kernel()), finished.resolve(GuestCache.KERNEL));
            share(Objects.requireNonNull(kernel.initrd()), finished.resolve(GuestCache.INITRD));
            cache.publish(
                    recipe.name(), finished, old.version(), RamDisk.with(RamDisk.without(inputs)), old.commandLine());
        } finally {
            GuestCache.delete(work);
        }
    }

    private void complete(Path folder, int packages) throws IOException {
        Path disk = folder.resolve(GuestCache.DISK);
        progress.step("configuring %d packages in the guest".formatted(packages), Progress.Unit.ITEMS);
        // If the host stops now, all is built anew, so nothing in the guest needs to wait for the host's disk.
        String script =
                "mount -t ext4 -o barrier=0,noatime /dev/vda /mnt && for d in proc sys dev run; do mount -o bind /$d /mnt/$d; done"
                        + " && chroot /mnt /bin/sh " + DebianTree.SECOND_STAGE
                        + "; for d in run dev/pts dev sys proc; do umount -l /mnt/$d; done; sync; umount /mnt";
        SecondStageRunner.Machine machine = new SecondStageRunner.Machine(
                folder.resolve(GuestCache.KERNEL),
                folder.resolve(GuestCache.INITRD),
                "console=ttyAMA0 quiet " + GuestCommand.kernelParameter(script),
                disk,
                SECOND_STAGE_MEMORY,
                SECOND_STAGE_CPUS);
        Deque<String> last = new ArrayDeque<>();
        AtomicLong configured = new AtomicLong();
        try {
            runner.run(machine, line -> {
                if (line.startsWith("Setting up ")) {
                    progress.advance(Math.min(configured.incrementAndGet(), packages), packages);
                }
                last.addLast(line);
                if (last.size() > LINES_KEPT) {
                    last.removeFirst();
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (!Ext4Image.read(disk, DebianTree.OUTCOME).strip().endsWith("done")) {
            throw new IOException(
                    "the guest could not configure its packages; it said last: " + String.join(" | ", last));
        }
        Ext4Image.check(disk);
    }

    private static String inputs(GuestRecipe.DebianSystem recipe, List<PackageInfo> packages) {
        StringBuilder text = new StringBuilder("%d %d".formatted(DebianTree.VERSION, recipe.diskBytes()));
        for (PackageInfo info : packages) {
            text.append(' ').append(info.fileName());
        }
        recipe.files()
                .forEach((path, content) ->
                        text.append('\n').append(path).append('\n').append(content));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return "sha256=" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The kernel that the system was completed with stays with it; the cache holds it once. */
    private static void share(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
            Files.copy(from, to);
        }
    }
}
