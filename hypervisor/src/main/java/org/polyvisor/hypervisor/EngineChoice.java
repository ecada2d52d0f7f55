package org.polyvisor.hypervisor;

/** What executes a machine's instructions. */
public enum EngineChoice {
    /** The translator, or the interpreter where the host has no executable memory for it. */
    BEST,
    /** Portable and memory-safe, and slower. */
    INTERPRETER,
    /** Makes host code; the machine does not start where that is not possible. */
    TRANSLATOR,
    /** Executes everything both ways and stops where they differ; for one vCPU. */
    LOCKSTEP
}
