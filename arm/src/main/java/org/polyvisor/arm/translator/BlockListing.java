package org.polyvisor.arm.translator;

import java.util.Locale;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.Backend;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.MicroNames;

/** A block for people to read: each instruction of the guest, what it became, and the host code's bytes. */
final class BlockListing {
    private static final int UNALLOCATED = 0xfff;
    private static final int BYTES_A_LINE = 24;

    private BlockListing() {}

    /** The block that {@code backend} has lowered last, to {@code bytes} bytes. */
    static String of(MicroBlock block, Backend backend, int bytes) {
        StringBuilder text = new StringBuilder();
        int op = 0;
        int count = block.instructions();
        for (int n = 0; n < count; n++) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %03x  %08x  %s%n",
                    block.start() + n * 4,
                    block.word(n),
                    instruction(block.row(n), block.word(n))));
            for (; op < block.size() && block.guest(op) == n; op++) {
                text.append("         ").append(MicroNames.of(block, op)).append('\n');
            }
            int from = n == 0 ? 0 : backend.codeOffset(n);
            int to = n + 1 < count ? backend.codeOffset(n + 1) : bytes;
            hex(text, backend.code(), from, to);
        }
        return text.toString();
    }

    /** An instruction by the name of its row and its register fields; the assembler's syntax takes a disassembler. */
    static String instruction(int row, int word) {
        return row == UNALLOCATED
                ? "unallocated"
                : String.format(
                        Locale.ROOT,
                        "%-10s d=%d n=%d m=%d a=%d",
                        A64Rows.name(row),
                        word & 31,
                        word >>> 5 & 31,
                        word >>> 16 & 31,
                        word >>> 10 & 31);
    }

    private static void hex(StringBuilder text, byte[] code, int from, int to) {
        for (int i = from; i < to; i++) {
            text.append((i - from) % BYTES_A_LINE == 0 ? i == from ? "             " : "\n             " : " ");
            text.append(Character.forDigit(code[i] >> 4 & 15, 16)).append(Character.forDigit(code[i] & 15, 16));
        }
        if (to > from) {
            text.append('\n');
        }
    }
}
