package org.polyvisor.cli.control;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
        description = {"Shows what the CPUs of a running phone do, until q or Ctrl-C.", ""})
public final class TopCommand implements Callable<Integer> {
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
    public Integer call() throws InterruptedException, IOException {
        PhoneClient client = phone.connect();
        TopView before = client.get("top", TopView.class);
        if (json) {
            System.out.println(JsonMapper.shared().writeValueAsString(before));
            return 0;
        }
        Supplier<String> tables = new Supplier<>() {
            private TopView last = before;

            @Override
            public String get() {
                TopView now = client.get("top", TopView.class);
                String table = TopTable.of(last, now);
                last = now;
                return table;
            }
        };
        if (!once && Terminals.isTerminal()) {
            new TopScreen().run(tables, interval);
            return 0;
        }
        do {
            Thread.sleep(interval);
            System.out.print(tables.get());
        } while (!once && !System.out.checkError());
        return 0;
    }
}
