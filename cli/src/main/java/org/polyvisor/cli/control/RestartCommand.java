package org.polyvisor.cli.control;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code polyvisor restart}. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = {"Stops a VM as 'stop' does, and starts it again.", ""})
public final class RestartCommand implements Callable<Integer> {
    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Mixin
    private final GraceOption grace = new GraceOption();

    @Parameters(paramLabel = "VM", description = "The VM's name.")
    private String vm = "";

    @Override
    public Integer call() {
        return VmRequest.send(phone, vm, "restart", grace.query());
    }
}
