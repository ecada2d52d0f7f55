package org.polyvisor.guests.kernel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.polyvisor.guests.apt.AptException;
import org.polyvisor.guests.apt.AptSuite;
import org.polyvisor.guests.apt.PackageInfo;

/**
 * Finds the packages of a flavour's newest kernel: whatever its metapackage leads to. Until Debian 13 that is one
 * package with everything; later suites ship the image, the modules and the lists of what is built in apart.
 */
public final class KernelPackages {
    private static final Pattern PART = Pattern.compile("linux-(image|binary|modules|base)-[0-9].*");

    private KernelPackages() {}

    /** The packages that hold the kernel, none of them empty. */
    public static List<PackageInfo> find(AptSuite suite, String metapackage) throws AptException {
        Map<String, PackageInfo> found = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(metapackage));
        while (!open.isEmpty()) {
            String name = open.removeFirst();
            PackageInfo info = suite.show(name);
            if (!name.equals(metapackage)) {
                found.put(name, info);
            }
            for (String dependency : info.depends()) {
                if (PART.matcher(dependency).matches() && !found.containsKey(dependency)) {
                    open.addLast(dependency);
                }
            }
        }
        if (found.isEmpty()) {
            throw new AptException("Debian's package %s leads to no kernel".formatted(metapackage));
        }
        return List.copyOf(found.values());
    }
}
