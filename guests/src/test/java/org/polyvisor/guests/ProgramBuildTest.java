package org.polyvisor.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the programs for the bare machine. Needs Debian's compiler for arm64, no network. */
class ProgramBuildTest {
    private static final int MAGIC_OF_IMAGE = 0x38;

    @TempDir
    Path folder;

    private final List<String> steps = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void step(String what, Unit unit) {
            steps.add(what);
        }

        @Override
        public void advance(long done, long total) {}
    };

    @BeforeEach
    void needsTheCompiler() {
        assumeTrue(HostProgram.isOnPath("aarch64-linux-gnu-gcc"), "gcc-aarch64-linux-gnu is not installed");
    }

    @Test
    void basebandBecomesALinuxImage() throws Exception {
        BuiltGuest guest = builder().build(GuestCatalog.find("baseband"), false);

        byte[] image = Files.readAllBytes(Objects.requireNonNull(guest.kernel()));
        byte[] magic = Arrays.copyOfRange(image, MAGIC_OF_IMAGE, MAGIC_OF_IMAGE + 4);
        assertThat(magic).isEqualTo("ARMd".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void programIsCompiledAnewOnlyIfItsSourcesAreOthers() throws Exception {
        GuestRecipe recipe = GuestCatalog.find("baseband");
        builder().ensure(recipe);
        steps.clear();
        builder().ensure(recipe);
        List<String> withTheSameSources = List.copyOf(steps);
        Path properties = folder.resolve("guests/baseband/guest.properties");
        Files.writeString(properties, "version=old\ninputs=sha256=0\n");

        BuiltGuest guest = builder().ensure(recipe);

        assertThat(withTheSameSources).isEmpty();
        assertThat(steps).containsExactly("compiling baseband");
        assertThat(guest.version()).isNotEqualTo("old");
    }

    private GuestBuilder builder() {
        return new GuestBuilder(new GuestCache(folder), progress);
    }
}
