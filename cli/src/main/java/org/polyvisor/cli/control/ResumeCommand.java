package org.polyvisor.cli.control;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code polyvisor resume}. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = {"Lets a paused VM go on.", ""})
public final class ResumeCommand implements Callable<Integer> {
    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Parameters(paramLabel = "VM", description = "The VM's name.")
    private String vm = "";

    @Override
    public Integer call() {
        return VmRequest.send(phone, vm, "resume", "");
    }
}
