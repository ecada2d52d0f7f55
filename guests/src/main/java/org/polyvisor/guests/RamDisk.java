package org.polyvisor.guests;

import java.util.regex.Pattern;
import org.polyvisor.guests.initramfs.InitramfsWriter;

/** What the note of a guest's inputs says of its RAM disk: the first word, as in {@code initramfs=6 …}. */
final class RamDisk {
    private static final Pattern WORD = Pattern.compile("initramfs=[0-9]+ ");
    private static final String PRESENT = "initramfs=%d ".formatted(InitramfsWriter.VERSION);

    private RamDisk() {}

    /** The note of a guest with a RAM disk as it is made now. */
    static String with(String otherInputs) {
        return PRESENT + otherInputs;
    }

    /** Whether the RAM disk is as it is made now. */
    static boolean isPresent(String inputs) {
        return inputs.startsWith(PRESENT);
    }

    /** The note without the RAM disk; notes of systems on disks once had no word of it. */
    static String without(String inputs) {
        return WORD.matcher(inputs).replaceFirst("");
    }
}
