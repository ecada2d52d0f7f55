package org.polyvisor.bench.prepare;

import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.BenchException;
import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.guests.GuestBuilder;
import org.polyvisor.guests.GuestCache;
import org.polyvisor.guests.GuestCatalog;
import org.polyvisor.guests.GuestPackages;
import org.polyvisor.guests.Progress;

/** Kernels from the user's cache, made first if they are not there. */
public final class Guests {
    private Guests() {}

    /** The guest of that recipe. */
    public static BuiltGuest ensure(String recipe) throws BenchException {
        try {
            return new GuestBuilder(GuestCache.ofUser(), new Steps()).ensure(GuestCatalog.find(recipe));
        } catch (GuestBuildException e) {
            throw new BenchException(e.getMessage() == null ? recipe : e.getMessage(), e);
        }
    }

    /** Package files of a suite of Debian, for arm64, in that order. */
    public static List<Path> packages(String suite, List<String> names) throws BenchException {
        try {
            return GuestPackages.fetch(GuestCache.ofUser(), new Steps(), suite, names);
        } catch (GuestBuildException e) {
            throw new BenchException(e.getMessage() == null ? suite : e.getMessage(), e);
        }
    }

    /** Its kernel. */
    public static Path kernel(BuiltGuest guest) throws BenchException {
        Path kernel = guest.kernel();
        if (kernel == null) {
            throw new BenchException("guest %s has no kernel".formatted(guest.name()));
        }
        return kernel;
    }

    /** Its initial RAM disk. */
    public static Path initrd(BuiltGuest guest) throws BenchException {
        Path initrd = guest.initrd();
        if (initrd == null) {
            throw new BenchException("guest %s has no initial RAM disk".formatted(guest.name()));
        }
        return initrd;
    }

    /** Tells each step of a build on standard error. */
    private static final class Steps implements Progress {
        @Override
        public void step(String what, Unit unit) {
            System.err.println("bench: " + what);
        }

        @Override
        public void advance(long done, long total) {}
    }
}
