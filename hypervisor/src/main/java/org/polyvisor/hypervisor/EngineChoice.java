package org.polyvisor.hypervisor;

import org.jspecify.annotations.Nullable;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;

/** What executes a machine's instructions. */
public enum EngineChoice {
    /** The translator, or the interpreter where the host has no executable memory for it. */
    BEST,
    /** Portable and memory-safe, and slower. */
    INTERPRETER,
    /** Makes host code; the machine does not start where that is not possible. */
    TRANSLATOR,
    /** Executes everything both ways and stops where they differ; for one vCPU. */
    LOCKSTEP;

    /** Why this host does not let the translator run, in a few words; null where it does. */
    public static @Nullable String obstacle() {
        try (ExecutableMemory _ = ExecutableMemory.allocate(ExecutableMemory.PAGE)) {
            return null;
        } catch (HostRefusedException e) {
            return e.getMessage();
        }
    }
}
