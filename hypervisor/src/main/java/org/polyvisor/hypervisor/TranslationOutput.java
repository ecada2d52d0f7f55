package org.polyvisor.hypervisor;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.hardware.Disassembler;

/**
 * What a machine's translator writes about the code that it makes.
 *
 * @param trace file for a listing of every block, or null
 * @param perfMap whether Linux's {@code perf} is told about the code, in {@code /tmp/perf-PID.map}
 */
public record TranslationOutput(@Nullable Path trace, boolean perfMap) {
    /** Nothing. */
    public static final TranslationOutput NONE = new TranslationOutput(null, false);

    /** What is missing for a trace with disassembly, in a few words; null where nothing is, or no trace is asked for. */
    public @Nullable String obstacle() {
        return trace == null || Disassembler.find() != null ? null : "llvm-mc is not installed (Debian: package llvm)";
    }
}
