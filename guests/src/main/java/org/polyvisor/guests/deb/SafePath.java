package org.polyvisor.guests.deb;

import java.util.ArrayList;
import java.util.List;

/** Makes the paths inside a package harmless before anybody uses them. */
final class SafePath {
    private static final int MAX_PATH = 4096;

    private SafePath() {}

    /**
     * The path without leading {@code ./}, doubled or trailing slashes.
     *
     * @throws DebFormatException if it is absolute, climbs with {@code ..}, has control characters or is too long
     */
    static String normalise(String path) throws DebFormatException {
        if (path.length() > MAX_PATH) {
            throw new DebFormatException("a member's path has %d characters".formatted(path.length()));
        }
        if (path.startsWith("/")) {
            throw new DebFormatException("a member's path is absolute");
        }
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                throw new DebFormatException("a member's path climbs out of the package");
            }
            if (part.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new DebFormatException("a member's path has control characters");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }
}
