package org.polyvisor.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.polyvisor.cli.control.ConsoleCommand;
import org.polyvisor.cli.control.CpuCommand;
import org.polyvisor.cli.control.DownCommand;
import org.polyvisor.cli.control.EventsCommand;
import org.polyvisor.cli.control.PsCommand;
import org.polyvisor.cli.control.TopCommand;
import org.polyvisor.cli.control.VmCommand;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.hypervisor.ConfigurationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program's entry: finds the command and turns every failure into one line and an exit status. */
@Command(
        name = "polyvisor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            UpCommand.class,
            PsCommand.class,
            TopCommand.class,
            ConsoleCommand.class,
            EventsCommand.class,
            VmCommand.Start.class,
            VmCommand.Stop.class,
            VmCommand.Restart.class,
            VmCommand.Pause.class,
            VmCommand.Resume.class,
            CpuCommand.class,
            DownCommand.class,
            RunCommand.class,
            GuestsCommand.class,
            SchemaCommand.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Runs unmodified arm64 guests in an ordinary process, without any help from the host's kernel.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  polyvisor up                        a Debian guest with a shell; Ctrl-A x leaves",
            "  polyvisor up phone.yaml             the VMs that a file describes",
            "  polyvisor ps                        what runs on it",
            "  polyvisor run --guest u-boot        only a firmware",
            "  polyvisor run --kernel Image --initrd initrd.img --memory 1G --cpus 4",
            "  polyvisor help run                  all that a single machine can be given",
            "",
            "Exit status:",
            "  0  the guest switched itself off, or you left",
            "  1  this program failed",
            "  2  the request cannot be carried out; a line says why",
            "  3  a guest's kernel panicked",
        })
public final class Main implements Runnable {
    /** Set to anything, it adds stack traces to messages. */
    private static final String DEBUG = "POLYVISOR_DEBUG";

    private static final int HELP_WIDTH = 100;

    @Spec
    private @SuppressWarnings("NullAway.Init") CommandSpec spec;

    public static void main(String[] arguments) {
        StandardOutput output = StandardOutput.install();
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        int status = execute(arguments, err);
        System.exit(status == ExitCodes.OK ? statusOf(output, err) : status);
    }

    private static int statusOf(StandardOutput output, PrintWriter err) {
        System.out.flush();
        String loss = output.loss();
        if (loss == null) {
            return ExitCodes.OK;
        }
        err.println("polyvisor: the output could not be written: " + oneLine(loss));
        return ExitCodes.FAILURE;
    }

    /** Runs a command line; returns the exit status. Messages go to {@code err}. */
    static int execute(String[] arguments, PrintWriter err) {
        CommandLine line = new CommandLine(new Main());
        line.setErr(err);
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, _) -> wrongUsage(e));
        line.setExecutionExceptionHandler((e, _, _) -> failed(e, err));
        return line.execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command: up, run or guests");
    }

    private static int wrongUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String reason = e.getCause() instanceof ConfigurationException cause ? cause.getMessage() : reason(e);
        command.getErr()
                .println("polyvisor: %s (%s --help tells more)"
                        .formatted(oneLine(reason), command.getCommandSpec().qualifiedName()));
        return ExitCodes.BAD_REQUEST;
    }

    /** What picocli says, but of one word of several, in the letters in which users type it. */
    private static @Nullable String reason(ParameterException e) {
        ArgSpec argument = e.getArgSpec();
        if (argument == null || !argument.type().isEnum() || e.getValue() == null) {
            return e.getMessage();
        }
        String words = Arrays.stream(argument.type().getEnumConstants())
                .map(word -> word.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" or "));
        String where = argument instanceof OptionSpec option ? option.longestName() + " " : "";
        return "'%s%s' is not possible: say %s".formatted(where, e.getValue(), words);
    }

    private static int failed(Exception e, PrintWriter err) {
        boolean expected = e instanceof ConfigurationException || e instanceof GuestBuildException;
        err.println("polyvisor: "
                + (expected ? oneLine(e.getMessage()) : "this should not have happened: " + oneLine(e.toString())));
        if (System.getenv(DEBUG) != null) {
            e.printStackTrace(err);
        }
        return expected ? ExitCodes.BAD_REQUEST : ExitCodes.FAILURE;
    }

    private static String oneLine(@Nullable String text) {
        return text == null
                ? "no reason given"
                : String.join(" ", text.lines().map(String::strip).toList());
    }
}
