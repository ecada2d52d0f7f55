package org.polyvisor.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.guests.GuestBuilder;
import org.polyvisor.guests.GuestCache;
import org.polyvisor.guests.GuestCatalog;
import org.polyvisor.guests.GuestRecipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code polyvisor guests}. */
@Command(
        name = "guests",
        mixinStandardHelpOptions = true,
        description = {"The guests that are made from Debian's packages.", ""},
        footerHeading = "%nExamples:%n",
        footer = {
            "  polyvisor guests list",
            "  polyvisor guests build trixie bookworm",
            "  polyvisor guests where trixie",
        })
final class GuestsCommand implements Runnable {
    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: list, build or where");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(mixinStandardHelpOptions = true, description = "Lists the guests, and which versions have been built.")
    int list() {
        GuestCache cache = GuestCache.ofUser();
        for (GuestRecipe recipe : GuestCatalog.all()) {
            String version = cache.find(recipe.name()).map(BuiltGuest::version).orElse("not built");
            out().printf(Locale.ROOT, "%-16s %-45s %s%n", recipe.name(), recipe.description(), version);
        }
        out().flush();
        return ExitCodes.OK;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Builds guests from Debian's newest packages; what is up to date is left alone.")
    int build(
            @Parameters(arity = "1..*", paramLabel = "NAME", description = "Names from the list.") List<String> names,
            @Option(names = "--refresh", description = "Ask Debian for newer packages now, not once a day.")
                    boolean refresh)
            throws GuestBuildException {
        try (ProgressBar progress = Launcher.progress()) {
            GuestBuilder builder = new GuestBuilder(GuestCache.ofUser(), progress, new SecondStageMachine());
            for (String name : names) {
                BuiltGuest guest = builder.build(GuestCatalog.find(name), refresh);
                progress.finishLine();
                out().printf(Locale.ROOT, "%s %s%n", guest.name(), guest.version());
            }
        }
        out().flush();
        return ExitCodes.OK;
    }

    @Command(mixinStandardHelpOptions = true, description = "Prints where a built guest's files are.")
    int where(@Parameters(paramLabel = "NAME", description = "A name from the list.") String name)
            throws GuestBuildException {
        GuestRecipe recipe = GuestCatalog.find(name);
        BuiltGuest guest = GuestCache.ofUser()
                .find(recipe.name())
                .orElseThrow(() -> new GuestBuildException(
                        "guest %s has not been built: polyvisor guests build %s".formatted(name, name)));
        print("version", guest.version());
        print("kernel", guest.kernel());
        print("initrd", guest.initrd());
        print("firmware", guest.firmware());
        print("disk", guest.disk());
        print("append", guest.commandLine());
        out().flush();
        return ExitCodes.OK;
    }

    private void print(String key, @Nullable Object value) {
        if (value != null) {
            out().println(key + "=" + value);
        }
    }
}
