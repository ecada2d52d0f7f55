package org.polyvisor.guests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.polyvisor.guests.apt.AptException;
import org.polyvisor.guests.apt.AptSuite;
import org.polyvisor.guests.apt.PackageInfo;

/** Builds a {@link GuestRecipe.Firmware}: takes one file out of a package. */
final class FirmwareBuild {
    private final GuestCache cache;
    private final Progress progress;

    FirmwareBuild(GuestCache cache, Progress progress) {
        this.cache = cache;
        this.progress = progress;
    }

    void run(GuestRecipe.Firmware recipe, AptSuite suite) throws AptException, IOException {
        PackageInfo info = suite.show(recipe.packageName());
        String inputs = info.name() + "=" + info.version();
        if (cache.isMadeOf(recipe.name(), inputs)) {
            return;
        }
        Path deb = suite.download(List.of(info)).getFirst();
        progress.step("unpacking the firmware", Progress.Unit.NONE);
        Path work = cache.newWork(recipe.name());
        try {
            Path finished = Files.createDirectory(work.resolve("guest"));
            Files.write(finished.resolve(GuestCache.FIRMWARE), FileInPackage.read(deb, recipe.path()));
            cache.publish(recipe.name(), finished, info.version(), inputs, "");
        } finally {
            GuestCache.delete(work);
        }
    }
}
