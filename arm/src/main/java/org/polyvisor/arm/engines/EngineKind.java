package org.polyvisor.arm.engines;

/** The engines there are. */
public enum EngineKind {
    /** Portable and memory-safe; the reference. */
    INTERPRETER,
    /** Makes host code; needs executable memory. */
    TRANSLATOR
}
