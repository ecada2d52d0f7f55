package org.polyvisor.host;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** Machine code written by hand in tests. */
final class MachineCode {
    private MachineCode() {}

    /** Writes bytes given in hexadecimal, with spaces anywhere, at an offset of the code. Returns their address. */
    static long write(ExecutableMemory memory, long offset, String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        Memory.segment(memory.writable() + offset, code.length).copyFrom(MemorySegment.ofArray(code));
        return memory.executable() + offset;
    }
}
