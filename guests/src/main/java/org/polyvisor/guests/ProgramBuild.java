package org.polyvisor.guests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Builds a {@link GuestRecipe.Program}: lays its sources out and runs their script {@code build}. */
final class ProgramBuild {
    private static final int DIGITS_OF_VERSION = 12;

    private final GuestCache cache;
    private final Progress progress;

    ProgramBuild(GuestCache cache, Progress progress) {
        this.cache = cache;
        this.progress = progress;
    }

    /** Whether what is in the cache was made of the sources that are part of Polyvisor now. */
    boolean isUpToDate(GuestRecipe.Program recipe) throws IOException {
        return cache.isMadeOf(recipe.name(), "sha256=" + digest(ProgramSources.of(recipe.name())));
    }

    void run(GuestRecipe.Program recipe) throws IOException {
        Map<String, byte[]> sources = ProgramSources.of(recipe.name());
        String digest = digest(sources);
        String inputs = "sha256=" + digest;
        if (cache.isMadeOf(recipe.name(), inputs)) {
            return;
        }
        CrossCompiler.ensure(progress);
        progress.step("compiling " + recipe.name(), Progress.Unit.NONE);
        Path work = cache.newWork(recipe.name());
        try {
            Path folder = Files.createDirectory(work.resolve("sources"));
            for (Map.Entry<String, byte[]> source : sources.entrySet()) {
                Path file = folder.resolve(source.getKey());
                Files.createDirectories(file.getParent());
                Files.write(file, source.getValue());
            }
            Path finished = Files.createDirectory(work.resolve("guest"));
            Path image = finished.resolve(GuestCache.KERNEL);
            HostProgram.Result result =
                    HostProgram.run(List.of("sh", folder.resolve("build").toString(), image.toString()));
            if (result.code() != 0 || !Files.isRegularFile(image)) {
                throw new IOException("its sources do not compile here: " + result.lastWords());
            }
            cache.publish(recipe.name(), finished, digest.substring(0, DIGITS_OF_VERSION), inputs, "");
        } finally {
            GuestCache.delete(work);
        }
    }

    private static String digest(Map<String, byte[]> sources) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            sources.forEach((name, content) -> {
                digest.update("%s %d\n".formatted(name, content.length).getBytes(StandardCharsets.UTF_8));
                digest.update(content);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
