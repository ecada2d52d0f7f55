package org.polyvisor.cli.phone;

import org.polyvisor.hypervisor.ConfigurationException;

/** A place in a phone's file, for what is said about it. */
record Place(String file, KeyLines lines, String path) {
    private static final int LIMIT = 600;

    /** A key below this, or an entry of the list that this is. */
    Place at(Object key) {
        return new Place(file, lines, path + "/" + key);
    }

    /** File and line. */
    String name() {
        int line = lines.nearest(path);
        return line == 0 ? file : file + " line " + line;
    }

    /** One line: file, line, what is wrong. */
    ConfigurationException wrong(String message) {
        return new ConfigurationException("%s: %s".formatted(name(), printable(message)));
    }

    /** A message may repeat anything that stands in the file: as one line of bounded length. */
    static String printable(String message) {
        String cut = message.length() > LIMIT ? message.substring(0, LIMIT) + "…" : message;
        return cut.replaceAll("[\\p{Cntrl}\u2028\u2029]+", "?");
    }
}
