package org.polyvisor.hypervisor;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a machine's translator writes about the code that it makes.
 *
 * @param trace file for a listing of every block, or null
 * @param perfMap whether Linux's {@code perf} is told about the code, in {@code /tmp/perf-PID.map}
 */
public record TranslationOutput(@Nullable Path trace, boolean perfMap) {
    /** Nothing. */
    public static final TranslationOutput NONE = new TranslationOutput(null, false);
}
