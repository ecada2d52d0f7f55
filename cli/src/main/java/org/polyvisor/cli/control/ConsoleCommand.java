package org.polyvisor.cli.control;

import java.io.IOException;
import java.util.concurrent.Callable;
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
    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Parameters(paramLabel = "VM", description = "The VM's name.")
    private String vm = "";

    @Override
    public Integer call() throws IOException {
        PhoneClient client = phone.connect();
        try (ConsoleLink link = client.console(vm, 0, 0);
                HostTerminal terminal = Terminals.open()) {
            new AttachedConsole(client, vm, link, terminal).run();
        }
        return 0;
    }
}
