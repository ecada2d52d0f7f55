package org.polyvisor.guests;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The sources of programs for the bare machine, which are resources of this module. */
final class ProgramSources {
    private static final String FOLDER = "org/polyvisor/guests/programs/";

    private ProgramSources() {}

    /**
     * All files of a program, by their path below its folder, in order of these.
     *
     * @throws IOException if they cannot be read, or there are none
     */
    static Map<String, byte[]> of(String program) throws IOException {
        String prefix = FOLDER + program + "/";
        Map<String, byte[]> sources = new TreeMap<>();
        try (ModuleReader reader = ownModule().reference().open()) {
            List<String> names = reader.list()
                    .filter(name -> name.startsWith(prefix) && !name.endsWith("/"))
                    .toList();
            for (String name : names) {
                try (InputStream in = reader.open(name).orElseThrow(() -> new IOException(name + " is missing"))) {
                    sources.put(name.substring(prefix.length()), in.readAllBytes());
                }
            }
        }
        if (sources.isEmpty()) {
            throw new IOException("the sources of %s are missing in this installation".formatted(program));
        }
        return sources;
    }

    private static ResolvedModule ownModule() throws IOException {
        Module module = ProgramSources.class.getModule();
        if (!module.isNamed()) {
            throw new IOException("the sources can be read only where Polyvisor runs as modules (java -p)");
        }
        return module.getLayer().configuration().findModule(module.getName()).orElseThrow();
    }
}
