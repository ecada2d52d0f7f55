package org.polyvisor.arm.engine;

import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a VM's translator has done since the VM began; all zero for an interpreter.
 *
 * @param blocks blocks translated
 * @param instructions the guest's instructions in them
 * @param bytes host code made for them
 * @param bytesInUse host code that there is now
 * @param pages the guest's pages that have translated code now
 * @param invalidations blocks that the guest had forgotten (IC instructions)
 * @param recycles how often everything was forgotten for want of room
 * @param interpreted instructions that were executed before their code was worth translating
 * @param exits how often generated code returned to the engine, by cause
 * @param helped which instructions were executed outside of generated code, by table row
 * @param sharing what the vCPUs had to do with each other
 */
public record Statistics(
        long blocks,
        long instructions,
        long bytes,
        long bytesInUse,
        long pages,
        long invalidations,
        long recycles,
        long interpreted,
        Map<String, Long> exits,
        Map<String, Long> helped,
        Sharing sharing) {
    /** Rows in the text at most. */
    private static final int SHOWN = 20;

    /** Of an engine that translates nothing. */
    public static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of(), Sharing.NONE);

    public Statistics {
        exits = Collections.unmodifiableMap(new TreeMap<>(exits));
        helped = Collections.unmodifiableMap(new TreeMap<>(helped));
    }

    /** The same with what only the vCPUs know. */
    public Statistics with(Sharing newSharing) {
        return new Statistics(
                blocks,
                instructions,
                bytes,
                bytesInUse,
                pages,
                invalidations,
                recycles,
                interpreted,
                exits,
                helped,
                newSharing);
    }

    /** All of it for people to read, several lines; of the helped instructions the most frequent. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%d blocks of %d instructions translated to %d bytes (%d in use, for %d pages),"
                        + " %d blocks invalidated, cache recycled %d times,"
                        + " %d instructions interpreted before%n",
                blocks,
                instructions,
                bytes,
                bytesInUse,
                pages,
                invalidations,
                recycles,
                interpreted));
        text.append(sharing.text());
        lines(text, "exits", exits);
        lines(text, "helped", helped);
        return text.toString();
    }

    private static void lines(StringBuilder text, String what, Map<String, Long> counts) {
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN)
                .forEach(entry -> text.append(
                        String.format(Locale.ROOT, "%s %-20s %d%n", what, entry.getKey(), entry.getValue())));
    }
}
