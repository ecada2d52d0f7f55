package org.polyvisor.guests;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The module by itself on a terminal: {@code list}, {@code build NAME…}, {@code where NAME}. */
public final class GuestsMain {
    private GuestsMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Exit code: 0 done, 2 the request cannot be served and a line says why. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
                case "list" -> list(out);
                case "build" -> build(arguments.subList(1, arguments.size()), out, err);
                case "where" -> where(arguments.subList(1, arguments.size()), out);
                default -> throw new GuestBuildException("usage: list | build NAME... | where NAME");
            }
            return 0;
        } catch (GuestBuildException e) {
            err.println("polyvisor: " + e.getMessage());
            return 2;
        }
    }

    private static void list(PrintStream out) {
        GuestCache cache = GuestCache.ofUser();
        for (GuestRecipe recipe : GuestCatalog.all()) {
            String version = cache.find(recipe.name()).map(BuiltGuest::version).orElse("not built");
            out.printf(Locale.ROOT, "%-16s %-45s %s%n", recipe.name(), recipe.description(), version);
        }
    }

    private static void build(List<String> names, PrintStream out, PrintStream err) throws GuestBuildException {
        if (names.isEmpty()) {
            throw new GuestBuildException("build: name a guest");
        }
        GuestBuilder builder = new GuestBuilder(GuestCache.ofUser(), new TextProgress(err));
        for (String name : names) {
            print(builder.build(GuestCatalog.find(name), false), out);
        }
    }

    private static void where(List<String> names, PrintStream out) throws GuestBuildException {
        if (names.size() != 1) {
            throw new GuestBuildException("where: name one guest");
        }
        GuestRecipe recipe = GuestCatalog.find(names.getFirst());
        print(
                GuestCache.ofUser()
                        .find(recipe.name())
                        .orElseThrow(() -> new GuestBuildException("guest %s is not built: polyvisor guests build %s"
                                .formatted(recipe.name(), recipe.name()))),
                out);
    }

    private static void print(BuiltGuest guest, PrintStream out) {
        out.println("name=" + guest.name());
        out.println("version=" + guest.version());
        print("kernel", guest.kernel(), out);
        print("initrd", guest.initrd(), out);
        print("firmware", guest.firmware(), out);
        print("disk", guest.disk(), out);
        out.println("append=" + guest.commandLine());
    }

    private static void print(String key, @Nullable Object value, PrintStream out) {
        if (value != null) {
            out.println(key + "=" + value);
        }
    }
}
