package org.polyvisor.cli.control;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.polyvisor.hypervisor.ConfigurationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code polyvisor cpu}. */
@Command(
        name = "cpu",
        mixinStandardHelpOptions = true,
        description = {
            "Switches a pCPU of a running phone off ('park') or on ('unpark'). Its vCPUs go on elsewhere.",
            ""
        })
public final class CpuCommand implements Callable<Integer> {
    /** What can be done to a pCPU. */
    enum Action {
        PARK,
        UNPARK
    }

    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Parameters(index = "0", paramLabel = "park|unpark", description = "What to do.")
    private Action action = Action.PARK;

    @Parameters(index = "1", paramLabel = "N", description = "The pCPU's number.")
    private int number;

    @Override
    public Integer call() {
        if (number < 0) {
            throw new ConfigurationException("there is no pCPU %d: numbers begin with 0".formatted(number));
        }
        String path = "pcpus/%d/%s".formatted(number, action.name().toLowerCase(Locale.ROOT));
        System.out.println(phone.connect().post(path));
        return 0;
    }
}
