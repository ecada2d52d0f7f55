package org.polyvisor.guests;

/** How far two names are from each other, for suggestions after a typing mistake. */
final class EditDistance {
    private static final int LONGEST = 64;

    private EditDistance() {}

    /** Levenshtein's distance over the first 64 characters of each. */
    static int between(String a, String b) {
        int rows = Math.min(a.length(), LONGEST);
        int columns = Math.min(b.length(), LONGEST);
        int[] previous = new int[columns + 1];
        int[] current = new int[columns + 1];
        for (int j = 0; j <= columns; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= rows; i++) {
            current[0] = i;
            for (int j = 1; j <= columns; j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[columns];
    }
}
