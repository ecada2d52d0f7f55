package org.polyvisor.guests;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.polyvisor.guests.apt.AptException;
import org.polyvisor.guests.apt.AptSuite;
import org.polyvisor.guests.apt.DebianMirror;

/** Builds guests into a cache. */
public final class GuestBuilder {
    private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

    private final GuestCache cache;
    private final Progress progress;

    public GuestBuilder(GuestCache cache, Progress progress) {
        this.cache = cache;
        this.progress = progress;
    }

    /** The guest as it lies in the cache; only if it is not there, it is built. Needs no network if it is there. */
    public BuiltGuest ensure(GuestRecipe recipe) throws GuestBuildException {
        Optional<BuiltGuest> built = cache.find(recipe.name());
        return built.isPresent() ? built.get() : build(recipe, false);
    }

    /**
     * Builds the guest from the newest packages, unless the one in the cache already is that.
     *
     * @param refresh asks Debian for newer packages now; otherwise at most once a day
     */
    public BuiltGuest build(GuestRecipe recipe, boolean refresh) throws GuestBuildException {
        try (CacheLock _ = CacheLock.take(cache.root(), progress)) {
            switch (recipe) {
                case GuestRecipe.Kernel kernel -> new KernelBuild(cache, progress).run(kernel, suite(recipe, refresh));
                case GuestRecipe.Firmware firmware ->
                    new FirmwareBuild(cache, progress).run(firmware, suite(recipe, refresh));
                case GuestRecipe.DebianSystem system ->
                    throw new GuestBuildException("guest %s cannot be built yet".formatted(system.name()));
            }
        } catch (AptException e) {
            throw new GuestBuildException("guest %s: %s".formatted(recipe.name(), e.getMessage()), e);
        } catch (IOException e) {
            throw new GuestBuildException("guest %s: %s".formatted(recipe.name(), explain(e)), e);
        }
        return cache.find(recipe.name())
                .orElseThrow(
                        () -> new GuestBuildException("guest %s vanished from the cache".formatted(recipe.name())));
    }

    private AptSuite suite(GuestRecipe recipe, boolean refresh) throws AptException, IOException {
        if (!Files.isReadable(KEYRING)) {
            throw new AptException("%s is missing: install the package debian-archive-keyring".formatted(KEYRING));
        }
        return AptSuite.open(
                cache.root().resolve("apt").resolve(recipe.suite()),
                recipe.suite(),
                DebianMirror.find(),
                KEYRING,
                refresh,
                progress);
    }

    private String explain(IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (message.toLowerCase(Locale.ROOT).contains("no space left")) {
            return "disk full: make room below %s, or set XDG_CACHE_HOME".formatted(cache.root());
        }
        if (e instanceof FileSystemException file) {
            String reason = file.getReason();
            return "cannot use %s%s".formatted(file.getFile(), reason == null ? "" : ": " + reason);
        }
        return message;
    }
}
