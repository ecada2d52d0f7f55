package org.polyvisor.arm.engines;

/** The engines there are. */
public enum EngineKind {
    /** Portable and memory-safe; the reference. */
    INTERPRETER,
    /** Makes host code; needs executable memory. */
    TRANSLATOR,
    /** Executes everything as interpreter and as translator, and stops where they differ; for one vCPU. */
    LOCKSTEP
}
