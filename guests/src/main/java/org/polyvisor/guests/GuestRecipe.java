package org.polyvisor.guests;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How one guest is made: from Debian's packages, or from sources of our own. */
public sealed interface GuestRecipe {
    /** The name that the user types: lower case letters, digits and dashes. */
    String name();

    /** One line for {@code guests list}. */
    String description();

    /** A guest made from Debian's packages. */
    sealed interface Packaged extends GuestRecipe {
        /** The Debian suite whose packages are used, such as {@code trixie}. */
        String suite();
    }

    /**
     * A Debian kernel and an initial RAM disk with a shell.
     *
     * @param metapackage the package that depends on the newest kernel of the flavour, such as
     *     {@code linux-image-cloud-arm64}
     */
    record Kernel(String name, String description, String suite, String metapackage) implements Packaged {}

    /**
     * A firmware image.
     *
     * @param packageName the package that ships it
     * @param path where in the package, without a leading slash
     */
    record Firmware(String name, String description, String suite, String packageName, String path)
            implements Packaged {}

    /**
     * A full Debian on an ext4 disk image, booted with the kernel and the RAM disk of another recipe.
     *
     * @param kernel name of the {@link Kernel} recipe that boots it
     * @param packages what is installed, besides what Debian marks as essential
     * @param diskBytes size of the (sparse) image
     * @param files configuration that an integrator would add, by path without a leading slash
     */
    record DebianSystem(
            String name,
            String description,
            String suite,
            String kernel,
            List<String> packages,
            long diskBytes,
            Map<String, String> files)
            implements Packaged {
        public DebianSystem {
            packages = List.copyOf(packages);
            files = Collections.unmodifiableMap(new TreeMap<>(files));
        }
    }

    /**
     * A program for the bare machine, compiled on this host from sources that are part of Polyvisor: a Linux Image.
     *
     * @param name also of the folder of its sources
     */
    record Program(String name, String description) implements GuestRecipe {}
}
