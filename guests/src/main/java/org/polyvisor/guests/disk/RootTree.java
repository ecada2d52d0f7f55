package org.polyvisor.guests.disk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.polyvisor.guests.deb.TarEntry;

/**
 * A root file system laid out in a folder of the host. Files belong to whoever runs this; who shall own them is
 * remembered for {@link Ext4Image}. Paths are relative to the root of the tree, without a leading slash.
 */
final class RootTree {
    private static final int OWNER_MAY_ENTER = 0700;
    private static final int OWNER_MAY_READ = 0600;

    private final Path folder;
    private final LinkResolver links = new LinkResolver();
    private final SortedMap<String, Owner> owners = new TreeMap<>();

    RootTree(Path folder) {
        this.folder = folder;
        owners.put("", Owner.ROOT);
    }

    Path folder() {
        return folder;
    }

    /** Everything there is, and whose it is to be; the root itself is the empty path. */
    SortedMap<String, Owner> owners() {
        return Collections.unmodifiableSortedMap(owners);
    }

    /** Adds a member of a package as dpkg would: links of the tree are followed, older files make way. */
    void add(TarEntry entry, InputStream content) throws IOException {
        Owner owner = new Owner(entry.owner(), entry.group());
        switch (entry.kind()) {
            case DIRECTORY -> directory(entry.path(), entry.mode(), owner);
            case FILE -> {
                file(entry.path(), entry.mode(), owner, content);
                Files.setLastModifiedTime(
                        host(links.resolveParent(entry.path())), FileTime.from(entry.mtime(), TimeUnit.SECONDS));
            }
            case SYMBOLIC_LINK -> link(entry.path(), entry.target(), owner);
            case HARD_LINK -> hardLink(entry.path(), entry.target());
            case SPECIAL -> {
                // devtmpfs makes the devices
            }
        }
    }

    /** Adds a directory; a link to a directory stays a link. */
    void directory(String path, int mode, Owner owner) throws IOException {
        String real = links.resolve(path);
        Path host = host(real);
        if (!Files.isDirectory(host, LinkOption.NOFOLLOW_LINKS)) {
            makeParents(real);
            Files.createDirectory(host);
        }
        if (!links.isLink(path)) {
            setMode(host, mode | OWNER_MAY_ENTER);
            owners.put(real, owner);
        }
    }

    /** Adds or replaces a file. */
    void file(String path, int mode, Owner owner, InputStream content) throws IOException {
        String real = makeRoom(path);
        Path host = host(real);
        Files.copy(content, host, StandardCopyOption.REPLACE_EXISTING);
        setMode(host, mode | OWNER_MAY_READ);
        owners.put(real, owner);
    }

    /** Adds or replaces a text file that root owns. */
    void text(String path, int mode, String content) throws IOException {
        file(path, mode, Owner.ROOT, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds or replaces a symbolic link. */
    void link(String path, String target, Owner owner) throws IOException {
        String real = makeRoom(path);
        try {
            Files.createSymbolicLink(host(real), Path.of(target));
        } catch (InvalidPathException e) {
            throw new IOException("the host's locale cannot write the name " + target + ": use a UTF-8 locale", e);
        }
        links.add(real, target);
        owners.put(real, owner);
    }

    /** The content of a file of the tree. */
    byte[] read(String path) throws IOException {
        return Files.readAllBytes(host(links.resolve(path)));
    }

    private void hardLink(String path, String target) throws IOException {
        String existing = links.resolveParent(target);
        String real = makeRoom(path);
        Path host = host(existing);
        Owner owner = owners.get(existing);
        if (owner == null || !Files.isRegularFile(host, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("a package has a hard link to %s, which is no file of it".formatted(target));
        }
        Files.createLink(host(real), host);
        owners.put(real, owner);
    }

    /** Where {@code path} shall be put; nothing is there afterwards, and its parents exist. */
    private String makeRoom(String path) throws IOException {
        String real = links.resolveParent(path);
        if (real.isEmpty()) {
            throw new IOException("a package replaces the root directory");
        }
        makeParents(real);
        Path host = host(real);
        if (Files.isDirectory(host, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("a package replaces the directory /%s".formatted(real));
        }
        Files.deleteIfExists(host);
        links.remove(real);
        return real;
    }

    private void makeParents(String real) throws IOException {
        for (int slash = real.indexOf('/'); slash > 0; slash = real.indexOf('/', slash + 1)) {
            String parent = real.substring(0, slash);
            Path host = host(parent);
            if (!Files.isDirectory(host, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(host);
                setMode(host, 0755);
                owners.put(parent, Owner.ROOT);
            }
        }
    }

    private Path host(String real) throws IOException {
        try {
            return folder.resolve(real);
        } catch (InvalidPathException e) {
            throw new IOException("the host's locale cannot write the name " + real + ": use a UTF-8 locale", e);
        }
    }

    private static void setMode(Path host, int mode) throws IOException {
        Files.setAttribute(host, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
    }
}
