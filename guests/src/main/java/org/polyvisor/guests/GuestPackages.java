package org.polyvisor.guests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.polyvisor.guests.apt.AptException;
import org.polyvisor.guests.apt.AptSuite;
import org.polyvisor.guests.apt.DebianArchive;
import org.polyvisor.guests.apt.DebianMirror;
import org.polyvisor.guests.apt.PackageInfo;

/** Single packages of Debian for arm64, for whoever makes a guest's disk himself. */
public final class GuestPackages {
    private GuestPackages() {}

    /**
     * The package files, downloaded into {@code cache} where they are not there yet. What they depend on has to be
     * named too.
     *
     * @param suite such as {@code trixie}
     */
    public static List<Path> fetch(GuestCache cache, Progress progress, String suite, List<String> packages)
            throws GuestBuildException {
        try (CacheLock _ = CacheLock.take(cache.root(), progress)) {
            DebianArchive archive = new DebianArchive(cache.root().resolve("apt"), DebianMirror.find(), progress);
            AptSuite opened = archive.suite(suite, false);
            List<PackageInfo> infos = new ArrayList<>();
            for (String name : packages) {
                infos.add(opened.show(name));
            }
            return opened.download(infos);
        } catch (AptException | IOException e) {
            throw new GuestBuildException("packages of Debian %s: %s".formatted(suite, e.getMessage()), e);
        }
    }
}
