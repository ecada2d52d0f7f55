package org.polyvisor.guests.disk;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Who is interested in which trigger (deb-triggers(5)), as dpkg keeps it below {@code /var/lib/dpkg/triggers}. */
final class DpkgTriggers {
    private final StringBuilder paths = new StringBuilder();
    private final Map<String, StringBuilder> named = new TreeMap<>();

    /** Notes the interests in a package's {@code triggers} file; activations are not needed before configuration. */
    void add(String packageKey, String file) {
        for (String line : file.lines().toList()) {
            String[] words = line.strip().split("\\s+", 3);
            if (words.length != 2 || !words[0].startsWith("interest")) {
                continue;
            }
            String interested = packageKey + (words[0].endsWith("-noawait") ? "/noawait" : "") + "\n";
            if (words[1].startsWith("/")) {
                paths.append(words[1]).append(' ').append(interested);
            } else if (!words[1].contains("/")) {
                named.computeIfAbsent(words[1], name -> new StringBuilder()).append(interested);
            }
        }
    }

    void write(RootTree tree, String folder) throws IOException {
        tree.text(folder + "File", 0644, paths.toString());
        tree.text(folder + "Unincorp", 0644, "");
        tree.text(folder + "Lock", 0600, "");
        for (Map.Entry<String, StringBuilder> entry : named.entrySet()) {
            tree.text(folder + entry.getKey(), 0644, entry.getValue().toString());
        }
    }
}
