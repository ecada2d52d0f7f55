package org.polyvisor.guests.kernel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.polyvisor.guests.deb.DebFile;
import org.polyvisor.guests.deb.TarEntry;
import org.tukaani.xz.XZInputStream;

/**
 * A kernel taken out of its packages: the image as a file, and the modules in one scratch file, from which they are
 * read by name.
 */
public final class KernelFiles implements ModuleSource, AutoCloseable {
    private static final Pattern IMAGE = Pattern.compile("(?:boot/vmlinuz-|(?:usr/)?lib/modules/[^/]+/vmlinuz$).*");
    private static final Pattern BUILT_IN = Pattern.compile("(?:usr/)?lib/modules/([^/]+)/modules\\.builtin");
    private static final Pattern MODULE = Pattern.compile("(?:usr/)?lib/modules/([^/]+)/(.+/([^/]+)\\.ko)(\\.xz)?");
    private static final int XZ_MEMORY_KIB = 100 * 1024;
    private static final int MAX_MODULE = 64 << 20;

    private record Place(String path, long offset, int size, boolean compressed) {}

    private final Path image;
    private final RandomAccessFile scratch;
    private final Map<String, Place> places = new HashMap<>();
    private final Set<String> builtIn = new HashSet<>();
    private @Nullable String release;
    private boolean imageSeen;

    private KernelFiles(Path image, RandomAccessFile scratch) {
        this.image = image;
        this.scratch = scratch;
    }

    /**
     * Unpacks.
     *
     * @param image where the kernel image is written
     * @param scratch where the modules are put until {@link #close}; the caller deletes it
     * @throws IOException if a package is damaged, or there is no image or no list of built-in modules
     */
    public static KernelFiles unpack(List<Path> packages, Path image, Path scratch) throws IOException {
        KernelFiles files = new KernelFiles(image, new RandomAccessFile(scratch.toFile(), "rw"));
        try {
            for (Path deb : packages) {
                new DebFile(deb).visitData(files::take);
            }
            if (!files.imageSeen || files.release == null) {
                throw new IOException("the kernel's packages hold no image or no list of built-in modules");
            }
            return files;
        } catch (IOException e) {
            files.close();
            throw e;
        }
    }

    /** What {@code uname -r} will say. */
    public String release() {
        if (release == null) {
            throw new IllegalStateException("not unpacked");
        }
        return release;
    }

    /** Canonical names of the modules that the image contains. */
    public Set<String> builtIn() {
        return builtIn;
    }

    @Override
    public Set<String> names() {
        return places.keySet();
    }

    @Override
    public String path(String name) {
        return place(name).path;
    }

    @Override
    public byte[] read(String name) throws IOException {
        Place place = place(name);
        byte[] raw = new byte[place.size];
        scratch.seek(place.offset);
        scratch.readFully(raw);
        if (!place.compressed) {
            return raw;
        }
        try (XZInputStream xz = new XZInputStream(new ByteArrayInputStream(raw), XZ_MEMORY_KIB)) {
            byte[] elf = xz.readNBytes(MAX_MODULE + 1);
            if (elf.length > MAX_MODULE) {
                throw new IOException("kernel module %s is larger than %d bytes".formatted(name, MAX_MODULE));
            }
            return elf;
        }
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no module " + name);
        }
        return place;
    }

    private void take(TarEntry entry, InputStream content) throws IOException {
        if (entry.kind() != TarEntry.Kind.FILE) {
            return;
        }
        Matcher module = MODULE.matcher(entry.path());
        Matcher list = BUILT_IN.matcher(entry.path());
        if (module.matches()) {
            takeModule(module, entry, content);
        } else if (list.matches()) {
            release = list.group(1);
            new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.substring(line.lastIndexOf('/') + 1).replace(".ko", ""))
                    .map(ModuleInfo::canonicalName)
                    .forEach(builtIn::add);
        } else if (IMAGE.matcher(entry.path()).matches()) {
            Files.copy(content, image, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            imageSeen = true;
        }
    }

    private void takeModule(Matcher module, TarEntry entry, InputStream content) throws IOException {
        if (entry.size() > MAX_MODULE) {
            throw new IOException("kernel module %s is larger than %d bytes".formatted(entry.path(), MAX_MODULE));
        }
        long offset = scratch.length();
        scratch.seek(offset);
        scratch.write(content.readAllBytes());
        places.put(
                ModuleInfo.canonicalName(module.group(3)),
                new Place(module.group(2), offset, (int) entry.size(), module.group(4) != null));
    }
}
