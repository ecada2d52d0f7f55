package org.polyvisor.arm;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.engines.Engines;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;

/** Tests run on the engine that the property {@code polyvisor.engine} names, the interpreter where it is absent. */
public final class TestEngines {
    private TestEngines() {}

    public static EngineKind kind() {
        return EngineKind.valueOf(
                System.getProperty("polyvisor.engine", "interpreter").toUpperCase(Locale.ROOT));
    }

    public static Engines create(Arena arena) {
        return create(kind(), arena);
    }

    public static Engines create(EngineKind kind, Arena arena) {
        Assumptions.assumeTrue(
                kind == EngineKind.INTERPRETER || ExecutableMemory.isSupported(), "no executable memory here");
        try {
            return Engines.of(kind, arena);
        } catch (HostRefusedException e) {
            throw new UncheckedIOException(e);
        }
    }
}
