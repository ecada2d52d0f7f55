package org.polyvisor.cli.control;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code polyvisor stop}. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = {"Presses a VM's power key and waits until it is off; ends it at once if that takes too long.", ""
        })
public final class StopCommand implements Callable<Integer> {
    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Mixin
    private final GraceOption grace = new GraceOption();

    @Parameters(paramLabel = "VM", description = "The VM's name.")
    private String vm = "";

    @Override
    public Integer call() {
        return VmRequest.send(phone, vm, "stop", grace.query());
    }
}
