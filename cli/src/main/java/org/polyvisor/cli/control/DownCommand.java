package org.polyvisor.cli.control;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code polyvisor down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = {"Stops all VMs of a running phone, as 'stop' does, and ends it.", ""})
public final class DownCommand implements Callable<Integer> {
    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Mixin
    private final GraceOption grace = new GraceOption();

    @Override
    public Integer call() {
        System.out.println(phone.connect().post("down" + grace.query()));
        return 0;
    }
}
