package org.polyvisor.guests;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.polyvisor.guests.apt.AptException;
import org.polyvisor.guests.apt.AptSuite;
import org.polyvisor.guests.apt.DebianArchive;
import org.polyvisor.guests.apt.DebianMirror;

/** Builds guests into a cache. */
public final class GuestBuilder {
    private final GuestCache cache;
    private final Progress progress;
    private final @Nullable SecondStageRunner runner;

    /** A builder that cannot build full systems. */
    public GuestBuilder(GuestCache cache, Progress progress) {
        this.cache = cache;
        this.progress = progress;
        this.runner = null;
    }

    /** A builder that lets full systems complete themselves on {@code runner}. */
    public GuestBuilder(GuestCache cache, Progress progress, SecondStageRunner runner) {
        this.cache = cache;
        this.progress = progress;
        this.runner = runner;
    }

    /**
     * The guest as it lies in the cache; only if it is not there, it is built. A program is compiled if what is there is
     * of other sources than those that are part of Polyvisor now, and a RAM disk is made anew if it is of another
     * Polyvisor; if that cannot be, as without a network, the guest is taken as it is.
     */
    public BuiltGuest ensure(GuestRecipe recipe) throws GuestBuildException {
        Optional<BuiltGuest> built = cache.find(recipe.name());
        if (built.isEmpty() || isStale(recipe)) {
            return build(recipe, false);
        }
        return hasOldRamDisk(recipe) ? renewed(recipe, built.get()) : built.get();
    }

    private boolean isStale(GuestRecipe recipe) throws GuestBuildException {
        try {
            return recipe instanceof GuestRecipe.Program program
                    && !new ProgramBuild(cache, progress).isUpToDate(program);
        } catch (IOException e) {
            throw new GuestBuildException("guest %s: %s".formatted(recipe.name(), explain(e)), e);
        }
    }

    private boolean hasOldRamDisk(GuestRecipe recipe) {
        boolean has = recipe instanceof GuestRecipe.Kernel || recipe instanceof GuestRecipe.DebianSystem;
        return has && !cache.inputs(recipe.name()).map(RamDisk::isPresent).orElse(false);
    }

    private BuiltGuest renewed(GuestRecipe recipe, BuiltGuest old) {
        try {
            if (!(recipe instanceof GuestRecipe.DebianSystem system)) {
                return build(recipe, false);
            }
            BuiltGuest kernel = ensure(GuestCatalog.find(system.kernel()));
            try (CacheLock _ = CacheLock.take(cache.root(), progress)) {
                SystemBuild.renewRamDisk(cache, system, kernel);
            }
            return built(recipe);
        } catch (GuestBuildException | IOException e) {
            progress.step(
                    "guest %s stays as an older Polyvisor made it (%s)".formatted(recipe.name(), e.getMessage()),
                    Progress.Unit.NONE);
            return old;
        }
    }

    /**
     * Builds the guest from the newest packages, unless the one in the cache already is that.
     *
     * @param refresh asks Debian for newer packages now; otherwise at most once a day
     */
    public BuiltGuest build(GuestRecipe recipe, boolean refresh) throws GuestBuildException {
        try (CacheLock _ = CacheLock.take(cache.root(), progress)) {
            buildLocked(recipe, refresh);
        } catch (AptException e) {
            throw new GuestBuildException("guest %s: %s".formatted(recipe.name(), e.getMessage()), e);
        } catch (IOException e) {
            throw new GuestBuildException("guest %s: %s".formatted(recipe.name(), explain(e)), e);
        }
        return built(recipe);
    }

    private void buildLocked(GuestRecipe recipe, boolean refresh)
            throws AptException, IOException, GuestBuildException {
        switch (recipe) {
            case GuestRecipe.Program program -> new ProgramBuild(cache, progress).run(program);
            case GuestRecipe.Packaged packaged -> buildPackaged(packaged, refresh);
        }
    }

    private void buildPackaged(GuestRecipe.Packaged recipe, boolean refresh)
            throws AptException, IOException, GuestBuildException {
        if (recipe instanceof GuestRecipe.DebianSystem && runner == null) {
            throw new GuestBuildException(
                    "guest %s: its disk completes itself in a virtual machine, and there is none here"
                            .formatted(recipe.name()));
        }
        DebianMirror mirror = DebianMirror.find();
        DebianArchive archive = new DebianArchive(cache.root().resolve("apt"), mirror, progress);
        AptSuite suite = archive.suite(recipe.suite(), refresh);
        switch (recipe) {
            case GuestRecipe.Kernel kernel -> new KernelBuild(cache, progress).run(kernel, suite);
            case GuestRecipe.Firmware firmware -> new FirmwareBuild(cache, progress).run(firmware, suite);
            case GuestRecipe.DebianSystem system -> {
                GuestRecipe.Kernel kernel = (GuestRecipe.Kernel) GuestCatalog.find(system.kernel());
                new KernelBuild(cache, progress).run(kernel, suite);
                new SystemBuild(cache, progress, Objects.requireNonNull(runner))
                        .run(system, built(kernel), suite, mirror);
            }
        }
    }

    private BuiltGuest built(GuestRecipe recipe) throws GuestBuildException {
        return cache.find(recipe.name())
                .orElseThrow(
                        () -> new GuestBuildException("guest %s vanished from the cache".formatted(recipe.name())));
    }

    private String explain(IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (message.toLowerCase(Locale.ROOT).contains("no space left")) {
            return "disk full: make room below %s, or set XDG_CACHE_HOME".formatted(cache.root());
        }
        if (e instanceof FileSystemException file) {
            String reason = file.getReason();
            return "cannot use %s%s: make %s writable, or set XDG_CACHE_HOME to a folder that is"
                    .formatted(file.getFile(), reason == null ? "" : " (%s)".formatted(reason), cache.root());
        }
        return message;
    }
}
