package org.polyvisor.board.firmware;

/** The arguments of a call: whole registers for a 64-bit function, their lower halves for a 32-bit one. */
record CallArguments(CallRegisters registers, boolean is64Bit) {
    long get(int register) {
        long value = registers.get(register);
        return is64Bit ? value : value & 0xffff_ffffL;
    }
}
