package org.polyvisor.host;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/**
 * The process's one handler of SIGSEGV, SIGBUS, SIGILL and SIGFPE for generated code: machine code, because a signal
 * may interrupt a thread in any state and Java cannot run then.
 *
 * <p>It looks for the interrupted instruction in a table of code ranges. If it finds it, it writes down what happened
 * at an offset from the interrupted rbp, so that each thread has a record of its own, and lets the thread go on at the
 * range's landing. Otherwise it jumps to the handler that was there before, the JVM's, with everything as the kernel
 * passed it. It is never uninstalled: somebody may have put another handler before it by then.
 *
 * <p>Each entry of the table has a version that is odd while the entry changes. A handler that sees an odd version, or
 * two versions, skips the entry; the thread it interrupted can't be in that range, as nobody runs in a range before it
 * was added or after it was removed.
 */
final class FaultHandler {
    /** How many ranges the table holds. */
    static final int RANGES = 64;

    private static final long ENTRY_BYTES = 64;
    private static final long VERSION = 0;
    private static final long START = 8;
    private static final long END = 16;
    private static final long LANDING = 24;
    private static final long RECORD_OFFSET = 32;

    /** Behind the table: the address of the previous handler for each signal number. */
    private static final long PREVIOUS = RANGES * ENTRY_BYTES;

    private static final int[] SIGNALS = {
        SignalActions.SIGILL, SignalActions.SIGBUS, SignalActions.SIGFPE, SignalActions.SIGSEGV
    };

    private static final int TABLE_ADDRESS_OFFSET = 2;

    /**
     * edi = signal, rsi = siginfo, rdx = ucontext. The registers of the interrupted thread are 40 bytes into the
     * ucontext in the order of the REG_ constants of {@code <sys/ucontext.h>}: rbp is number 10, rip number 16. The
     * fault's address is 16 bytes into the siginfo.
     */
    private static final String CODE = """
            49b9 0000000000000000         movabs r9, table
            4c8b82 a8000000               mov r8, [rdx + 40 + 16 * 8]
            b9 40000000                   mov ecx, 64
            498b01                scan:   mov rax, [r9 + VERSION]
            a801                          test al, 1
            7519                          jnz next
            4d3b41 08                     cmp r8, [r9 + START]
            7213                          jb next
            4d3b41 10                     cmp r8, [r9 + END]
            730d                          jae next
            4d8b51 18                     mov r10, [r9 + LANDING]
            4d8b59 20                     mov r11, [r9 + RECORD_OFFSET]
            493b01                        cmp rax, [r9 + VERSION]
            740e                          je found
            4983c1 40             next:   add r9, 64
            ffc9                          dec ecx
            75d8                          jnz scan
            89f8                          mov eax, edi
            41ff24c1                      jmp [r9 + rax * 8]
            4c035a 78             found:  add r11, [rdx + 40 + 10 * 8]
            4d8903                        mov [r11 + RIP], r8
            488b46 10                     mov rax, [rsi + 16]
            498943 08                     mov [r11 + ADDRESS], rax
            89f8                          mov eax, edi
            498943 10                     mov [r11 + SIGNAL], rax
            4c8992 a8000000               mov [rdx + 40 + 16 * 8], r10
            c3                            ret
            """;

    private static final int BYTES_COLUMNS = 22;

    private final long table;
    private final long code;

    private FaultHandler(long table, long code) {
        this.table = table;
        this.code = code;
    }

    /** Puts the handler in place; call it once. What it maps stays for the rest of the process. */
    @SuppressWarnings("MustBeClosedChecker") // signals may arrive for as long as the process lives
    static FaultHandler install() throws HostRefusedException {
        ExecutableMemory memory = ExecutableMemory.allocate(ExecutableMemory.PAGE, 2 * ExecutableMemory.PAGE);
        byte[] code = assemble();
        Memory.segment(memory.writable(), code.length).copyFrom(MemorySegment.ofArray(code));
        Memory.putLong(memory.writable() + TABLE_ADDRESS_OFFSET, memory.data());
        FaultHandler handler = new FaultHandler(memory.data(), memory.executable());
        for (int signal : SIGNALS) {
            Memory.putLongVolatile(handler.table + PREVIOUS + 8L * signal, SignalActions.handler(signal));
        }
        for (int signal : SIGNALS) {
            SignalActions.setHandler(signal, handler.code);
        }
        return handler;
    }

    private static byte[] assemble() {
        StringBuilder hex = new StringBuilder();
        CODE.lines().forEach(line -> hex.append(line, 0, BYTES_COLUMNS));
        return HexFormat.of().parseHex(hex.toString().replace(" ", ""));
    }

    /**
     * Adds a range.
     *
     * @return its number, or -1 if the table is full
     */
    synchronized int add(long start, long end, long landing, long recordOffset) {
        for (int number = 0; number < RANGES; number++) {
            if (Memory.getLong(entry(number) + END) == 0) {
                change(number, start, end, landing, recordOffset);
                return number;
            }
        }
        return -1;
    }

    synchronized void remove(int number) {
        change(number, 0, 0, 0, 0);
    }

    private void change(int number, long start, long end, long landing, long recordOffset) {
        long entry = entry(number);
        long version = Memory.getLong(entry + VERSION);
        Memory.putLongVolatile(entry + VERSION, version + 1);
        Memory.putLongVolatile(entry + START, start);
        Memory.putLongVolatile(entry + END, end);
        Memory.putLongVolatile(entry + LANDING, landing);
        Memory.putLongVolatile(entry + RECORD_OFFSET, recordOffset);
        Memory.putLongVolatile(entry + VERSION, version + 2);
    }

    private long entry(int number) {
        return table + number * ENTRY_BYTES;
    }
}
