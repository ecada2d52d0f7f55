package org.polyvisor.codegen.x86;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which optional instructions the host executes. Everything that is encoded with VEX needs the operating system's consent
 * and counts as absent without {@code avx}; the general registers' VEX instructions of {@code bmi1} and {@code bmi2} do
 * not need it.
 *
 * @param sse41 SSE4.1 and all before it, which the back end cannot do without
 * @param lzcnt LZCNT, which AMD calls ABM
 */
public record HostFeatures(
        boolean sse41,
        boolean sse42,
        boolean popcnt,
        boolean avx,
        boolean avx2,
        boolean fma,
        boolean f16c,
        boolean bmi1,
        boolean bmi2,
        boolean lzcnt,
        boolean aes,
        boolean pclmulqdq,
        boolean shaNi,
        boolean gfni) {
    /** The least that the back end runs on: SSE4.1 and nothing optional. */
    public static final HostFeatures BASELINE = of(Set.of("sse4_1"));

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** What Linux lists for the first processor; the baseline if that cannot be read. */
    public static HostFeatures detect() {
        try {
            return parse(Files.readString(CPUINFO, StandardCharsets.UTF_8));
        } catch (IOException e) {
            return BASELINE;
        }
    }

    /** From the text of {@code /proc/cpuinfo}. */
    static HostFeatures parse(String cpuinfo) {
        return of(cpuinfo.lines()
                .filter(line -> line.startsWith("flags"))
                .limit(1)
                .flatMap(line -> Arrays.stream(
                        line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
                .collect(Collectors.toSet()));
    }

    private static HostFeatures of(Set<String> flags) {
        boolean avx = flags.contains("avx");
        return new HostFeatures(
                flags.contains("sse4_1"),
                flags.contains("sse4_2"),
                flags.contains("popcnt"),
                avx,
                avx && flags.contains("avx2"),
                avx && flags.contains("fma"),
                avx && flags.contains("f16c"),
                flags.contains("bmi1"),
                flags.contains("bmi2"),
                flags.contains("abm"),
                flags.contains("aes"),
                flags.contains("pclmulqdq"),
                flags.contains("sha_ni"),
                flags.contains("gfni"));
    }
}
