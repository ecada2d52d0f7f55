package org.polyvisor.cli.phone;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files that a VM's description names: a missing one is told with its place, before any VM starts. */
final class NamedFiles {
    private final Path folder;

    /** {@code folder} is where relative paths start. */
    NamedFiles(Path folder) {
        this.folder = folder;
    }

    /** The key, from the VM's on, and the reason of the first file that cannot be used; empty if all are there. */
    Optional<Map.Entry<String, String>> firstWrong(VmConfig vm) {
        Map<String, String> named = new LinkedHashMap<>();
        put(named, "kernel", vm.kernel());
        put(named, "initrd", vm.initrd());
        put(named, "firmware", vm.firmware());
        List<DiskEntry> disks = vm.disks();
        for (int i = 0; disks != null && i < disks.size(); i++) {
            put(named, "disks/" + i, disks.get(i).path());
        }
        return named.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), wrong(entry.getValue())))
                .filter(entry -> !entry.getValue().isEmpty())
                .findFirst();
    }

    private static void put(Map<String, String> named, String key, @Nullable String path) {
        if (path != null) {
            named.put(key, path);
        }
    }

    private String wrong(String path) {
        try {
            Path file = folder.resolve(path);
            if (Files.isDirectory(file)) {
                return "%s is a folder: name a file in it".formatted(file);
            }
            return Files.exists(file) ? "" : "%s: no such file: check the path".formatted(file);
        } catch (InvalidPathException e) {
            return "'%s' cannot be a file's name: %s".formatted(path, e.getReason());
        }
    }
}
