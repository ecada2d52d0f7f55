package org.polyvisor.guests.kernel;

import java.io.IOException;
import java.util.Set;

/** The modules that a kernel's packages hold. */
public interface ModuleSource {
    /** Canonical names of the modules there are as files. */
    Set<String> names();

    /** Where the module lies below {@code /lib/modules/RELEASE}, its compression's suffix left out. */
    String path(String name);

    /** The module's ELF file, decompressed. */
    byte[] read(String name) throws IOException;
}
