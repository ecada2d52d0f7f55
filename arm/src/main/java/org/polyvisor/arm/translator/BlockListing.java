package org.polyvisor.arm.translator;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.engine.Listing;
import org.polyvisor.codegen.ir.Backend;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.codegen.ir.MicroNames;

/** Makes listings of blocks. */
final class BlockListing {
    private static final int UNALLOCATED = 0xfff;
    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ");

    private BlockListing() {}

    /** The block that {@code backend} has lowered last, to {@code bytes} bytes. */
    static Listing of(MicroBlock block, Backend backend, int bytes) {
        List<Listing.Instruction> instructions = new ArrayList<>();
        int op = 0;
        int count = block.instructions();
        for (int n = 0; n < count; n++) {
            List<String> operations = new ArrayList<>();
            for (; op < block.size() && block.guest(op) == n; op++) {
                operations.add(MicroNames.of(block, op));
            }
            int from = n == 0 ? 0 : backend.codeOffset(n);
            int to = n + 1 < count ? backend.codeOffset(n + 1) : bytes;
            instructions.add(new Listing.Instruction(
                    block.start() + n * 4,
                    block.word(n),
                    instruction(block.row(n), block.word(n)),
                    operations,
                    to > from ? BYTES.formatHex(backend.code(), from, to) : ""));
        }
        return new Listing(instructions);
    }

    /** An instruction by the name of its row and its register fields; the assembler's syntax takes a disassembler. */
    private static String instruction(int row, int word) {
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
}
