package org.polyvisor.host;

import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * Generated code that faults: {@code f(state, argument)} sets rbp to the state, runs one instruction given by the test
 * with rsi as the argument and returns 1; its landing returns 2.
 */
final class FaultingCode implements AutoCloseable {
    static final String READ_RSI = "488b06";
    static final String UNDEFINED = "0f0b";
    static final String DIVIDE_BY_ZERO = "31c9 f7f1";

    static final long FINISHED = 1;
    static final long LANDED = 2;
    static final int RECORD_OFFSET = -64;

    private static final int LANDING = 0;
    private static final int ENTRY = 16;
    private static final int PROLOGUE_BYTES = 4;
    private static final int STATE_BYTES = 128;

    private final ExecutableMemory memory;
    private final Arena arena = Arena.ofShared();
    private final long state = newState();

    @SuppressWarnings("MustBeClosedChecker") // closed by close()
    FaultingCode(String instruction) throws IOException {
        memory = ExecutableMemory.allocate(ExecutableMemory.PAGE);
        // mov eax, 2; pop rbp; ret
        MachineCode.write(memory, LANDING, "b802000000 5d c3");
        // push rbp; mov rbp, rdi; INSTRUCTION; mov eax, 1; pop rbp; ret
        MachineCode.write(memory, ENTRY, "55 4889fd" + instruction + "b801000000 5d c3");
    }

    FaultGuard guard() throws IOException {
        long start = memory.executable();
        return FaultGuard.install(start, start + memory.bytes(), start + LANDING, RECORD_OFFSET);
    }

    /** A state with a record of its own, as each thread has. */
    long newState() {
        return Memory.allocate(arena, STATE_BYTES, 16) + STATE_BYTES;
    }

    /** Address of the instruction under test. */
    long instruction() {
        return memory.executable() + ENTRY + PROLOGUE_BYTES;
    }

    long run(long argument) {
        return run(state, argument);
    }

    long run(long ofState, long argument) {
        return HostCall.call(memory.executable() + ENTRY, ofState, argument);
    }

    long recorded(int field) {
        return recorded(state, field);
    }

    static long recorded(long ofState, int field) {
        return Memory.getLong(ofState + RECORD_OFFSET + field);
    }

    @Override
    public void close() {
        memory.close();
        arena.close();
    }
}
