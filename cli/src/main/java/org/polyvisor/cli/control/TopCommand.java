package org.polyvisor.cli.control;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.polyvisor.cli.terminal.Terminals;
import org.polyvisor.service.api.TopView;
import org.polyvisor.service.client.PhoneClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code polyvisor top}. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = {"Shows what the CPUs of a running phone do, until Ctrl-C.", ""})
public final class TopCommand implements Callable<Integer> {
    private static final String CLEAR = "\033[H\033[J";

    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Option(names = "--once", description = "Show one interval and end.")
    private boolean once;

    @Option(names = "--json", description = "Print what the phone tells, as JSON, once.")
    private boolean json;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = GraceOption.TimeConverter.class,
            description = "How long an interval is; default ${DEFAULT-VALUE}.")
    private Duration interval = Duration.ofSeconds(1);

    @Override
    public Integer call() throws InterruptedException {
        PhoneClient client = phone.connect();
        TopView before = client.get("top", TopView.class);
        if (json) {
            System.out.println(JsonMapper.shared().writeValueAsString(before));
            return 0;
        }
        boolean live = !once && Terminals.isTerminal();
        do {
            Thread.sleep(interval);
            TopView now = client.get("top", TopView.class);
            System.out.print((live ? CLEAR : "") + TopTable.of(before, now));
            before = now;
        } while (!once && !System.out.checkError());
        return 0;
    }
}
