package org.polyvisor.guests.kernel;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the files that modprobe reads, {@code modules.dep} and {@code modules.alias} (modules.dep(5)). */
public final class ModuleIndex {
    private ModuleIndex() {}

    /** A line a module: its path, a colon, and what it needs, directly or not, the last to be loaded first. */
    public static String dependencies(List<ModuleClosure.Module> modules) {
        Map<String, ModuleClosure.Module> byName =
                modules.stream().collect(Collectors.toMap(ModuleClosure.Module::name, Function.identity()));
        StringBuilder text = new StringBuilder();
        for (ModuleClosure.Module module : modules) {
            Set<String> needed = new LinkedHashSet<>();
            collect(module, byName, needed);
            text.append(module.path()).append(':');
            for (ModuleClosure.Module candidate : modules.reversed()) {
                if (needed.contains(candidate.name())) {
                    text.append(' ').append(candidate.path());
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** A line an alias: the pattern and the module. */
    public static String aliases(List<ModuleClosure.Module> modules) {
        StringBuilder text = new StringBuilder();
        for (ModuleClosure.Module module : modules) {
            for (String alias : module.info().aliases()) {
                text.append("alias %s %s\n".formatted(alias, module.name()));
            }
        }
        return text.toString();
    }

    private static void collect(
            ModuleClosure.Module module, Map<String, ModuleClosure.Module> byName, Set<String> needed) {
        for (List<String> names : List.of(module.info().depends(), module.info().before())) {
            for (String name : names) {
                ModuleClosure.Module dependency = byName.get(name);
                if (dependency != null && needed.add(name)) {
                    collect(dependency, byName, needed);
                }
            }
        }
    }
}
