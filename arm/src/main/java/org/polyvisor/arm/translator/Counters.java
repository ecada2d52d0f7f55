package org.polyvisor.arm.translator;

import java.util.Map;
import java.util.TreeMap;
import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.codegen.ir.ExitWord;

/**
 * How often a vCPU's generated code returned to the engine, by cause, and which instructions it returned for. Written by
 * the vCPU's thread alone; others read what was true moments ago.
 */
final class Counters {
    private static final String[] CAUSES = {
        "", "not translated", "pending", "lookup", "indirect lookup", "helper", "helper at an end", "check", "fatal"
    };

    private final long[] exits = new long[256];
    private final long[] helped = new long[4096];
    private long interpreted;

    void count(long exit) {
        int kind = ExitWord.kind(exit);
        exits[kind]++;
        if (kind == ExitWord.HELPER || kind == ExitWord.HELPER_END) {
            helped[ExitWord.row(exit)]++;
        }
    }

    /** An instruction of cold code has been executed. */
    void countInterpreted() {
        interpreted++;
    }

    long interpreted() {
        return interpreted;
    }

    /** Adds the exits by cause. */
    void addExits(Map<String, Long> to) {
        for (int i = 1; i < CAUSES.length; i++) {
            if (exits[i] != 0) {
                to.merge(CAUSES[i], exits[i], Long::sum);
            }
        }
    }

    /** Adds what was left to helpers, by table row. */
    void addHelped(Map<String, Long> to) {
        for (int i = 0; i < helped.length; i++) {
            if (helped[i] != 0) {
                to.merge(i == 0xfff ? "unallocated" : A64Rows.name(i), helped[i], Long::sum);
            }
        }
    }

    static Map<String, Long> empty() {
        return new TreeMap<>();
    }
}
