package org.polyvisor.hypervisor;

import java.util.Locale;

/** Sizes in bytes as people write them: {@code 512M} is 512 MiB. */
public final class Sizes {
    private static final String UNITS = "BKMGT";
    private static final int BITS_PER_UNIT = 10;

    private Sizes() {}

    /**
     * Reads a number with one of the units K, M, G, T, which count in powers of 1024; B or none is bytes; a trailing
     * "iB" or "B" is allowed.
     *
     * @throws ConfigurationException if it is not such a size, or is beyond 2^63
     */
    public static long parse(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        String trimmed = upper.endsWith("IB")
                ? upper.substring(0, upper.length() - 2)
                : upper.length() > 1 && upper.endsWith("B") ? upper.substring(0, upper.length() - 1) : upper;
        int digits = 0;
        while (digits < trimmed.length() && trimmed.charAt(digits) >= '0' && trimmed.charAt(digits) <= '9') {
            digits++;
        }
        String unit = trimmed.substring(digits);
        int power = unit.isEmpty() ? 0 : unit.length() == 1 ? UNITS.indexOf(unit) : -1;
        if (digits == 0 || digits > 18 || power < 0) {
            throw new ConfigurationException("'%s' is not a size: write it like 512M or 2G".formatted(text));
        }
        long number = Long.parseLong(trimmed.substring(0, digits));
        int shift = power * BITS_PER_UNIT;
        if (number > Long.MAX_VALUE >> shift) {
            throw new ConfigurationException("'%s' is larger than any size possible".formatted(text));
        }
        return number << shift;
    }

    /** Writes a size in the largest unit that divides it. */
    public static String format(long bytes) {
        int power = 0;
        long rest = bytes;
        while (rest != 0 && rest % (1 << BITS_PER_UNIT) == 0 && power < UNITS.length() - 1) {
            rest >>= BITS_PER_UNIT;
            power++;
        }
        return power == 0 ? rest + " bytes" : rest + " " + UNITS.charAt(power) + "iB";
    }
}
