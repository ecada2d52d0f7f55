package org.polyvisor.codegen.x86;

/** All instructions that Polyvisor emits for x86-64. */
public final class Assembler extends ControlAssembler {
    private final boolean avx;

    /** With AVX, vector instructions use VEX encodings, otherwise the legacy ones. */
    public Assembler(boolean avx) {
        this.avx = avx;
    }

    /** Whether vector instructions are encoded with VEX. */
    public boolean usesAvx() {
        return avx;
    }
}
