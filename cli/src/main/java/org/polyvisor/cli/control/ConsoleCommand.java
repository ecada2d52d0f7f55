package org.polyvisor.cli.control;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.polyvisor.cli.terminal.EscapeKey;
import org.polyvisor.cli.terminal.HostTerminal;
import org.polyvisor.cli.terminal.Terminals;
import org.polyvisor.service.client.ConsoleLink;
import org.polyvisor.service.client.PhoneClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code polyvisor console}. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = {
            "Attaches this terminal to a VM's console. Ctrl-A d leaves it, Ctrl-A a sends a Ctrl-A. Others may be attached"
                    + " at the same time.",
            ""
        })
public final class ConsoleCommand implements Callable<Integer> {
    private static final int BUFFER = 8192;

    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Parameters(paramLabel = "VM", description = "The VM's name.")
    private String vm = "";

    @Override
    public Integer call() throws IOException {
        PhoneClient client = phone.connect();
        try (ConsoleLink link = client.console(vm, 0, 0);
                HostTerminal terminal = Terminals.open()) {
            terminal.onResize((columns, rows) ->
                    client.post("vms/%s/size?columns=%d&rows=%d".formatted(PhoneClient.escape(vm), columns, rows)));
            Thread.ofPlatform().daemon().name("console input").start(() -> input(link, terminal));
            output(link, terminal);
            if (terminal.isInteractive()) {
                byte[] end = {'\r', '\n'};
                terminal.write(end, 0, end.length);
            }
        }
        return 0;
    }

    private static void output(ConsoleLink link, HostTerminal terminal) throws IOException {
        byte[] bytes = new byte[BUFFER];
        try {
            for (int count = link.read(bytes); count >= 0; count = link.read(bytes)) {
                terminal.write(bytes, 0, count);
            }
        } catch (java.nio.channels.ClosedChannelException e) {
            // The user has left.
        }
    }

    private static void input(ConsoleLink link, HostTerminal terminal) {
        EscapeKey escape = new EscapeKey();
        byte[] keys = new byte[BUFFER];
        byte[] guests = new byte[BUFFER];
        try {
            for (int count = terminal.read(keys); count >= 0; count = terminal.read(keys)) {
                int passed = 0;
                for (int i = 0; i < count; i++) {
                    EscapeKey.Action action = terminal.isInteractive() ? escape.next(keys[i]) : EscapeKey.Action.PASS;
                    switch (action) {
                        case PASS -> guests[passed++] = keys[i];
                        case PASS_ESCAPE -> guests[passed++] = EscapeKey.KEY;
                        case DETACH, LEAVE -> {
                            link.close();
                            return;
                        }
                        case SWALLOW, MONITOR, HELP -> {}
                    }
                }
                link.write(guests, 0, passed);
            }
        } catch (IOException e) {
            // The phone has ended; the other thread sees that too.
        }
    }
}
