package org.polyvisor.guests.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds everything that some modules need, in an order in which each may be loaded. */
public final class ModuleClosure {
    /**
     * One module of the closure.
     *
     * @param name canonical name
     * @param path below {@code /lib/modules/RELEASE}
     * @param info what it says of itself
     * @param elf its content
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; a copy of megabytes would serve nobody
    public record Module(String name, String path, ModuleInfo info, byte[] elf) {}

    private final ModuleSource source;
    private final Set<String> builtIn;
    private final Map<String, Module> loaded = new LinkedHashMap<>();
    private final List<String> path = new ArrayList<>();

    private ModuleClosure(ModuleSource source, Set<String> builtIn) {
        this.source = source;
        this.builtIn = builtIn;
    }

    /**
     * The wanted modules and all that they depend on, each after those. Wanted ones that are built in or that this
     * kernel does not have are left out.
     *
     * @param builtIn canonical names of what is part of the kernel image
     * @throws IOException if a dependency is neither a module nor built in, or dependencies go in a circle
     */
    public static List<Module> of(Collection<String> wanted, Set<String> builtIn, ModuleSource source)
            throws IOException {
        ModuleClosure closure = new ModuleClosure(source, builtIn);
        for (String name : wanted) {
            closure.addIfThere(ModuleInfo.canonicalName(name));
        }
        return List.copyOf(closure.loaded.values());
    }

    private void addIfThere(String name) throws IOException {
        if (!builtIn.contains(name) && source.names().contains(name)) {
            add(name);
        }
    }

    private void add(String name) throws IOException {
        if (loaded.containsKey(name)) {
            return;
        }
        if (path.contains(name)) {
            throw new IOException("kernel modules depend on each other in a circle: " + String.join(" ", path));
        }
        path.addLast(name);
        Module module = read(name);
        for (String before : module.info().before()) {
            if (!path.contains(before)) {
                addIfThere(before);
            }
        }
        for (String dependency : module.info().depends()) {
            if (builtIn.contains(dependency)) {
                continue;
            }
            if (!source.names().contains(dependency)) {
                throw new IOException(
                        "kernel module %s needs %s, which the packages do not have".formatted(name, dependency));
            }
            add(dependency);
        }
        path.removeLast();
        loaded.put(name, module);
    }

    private Module read(String name) throws IOException {
        byte[] elf = source.read(name);
        try {
            return new Module(name, source.path(name), ModuleInfo.parse(elf), elf);
        } catch (IllegalArgumentException e) {
            throw new IOException("kernel module %s is damaged: %s".formatted(name, e.getMessage()), e);
        }
    }
}
