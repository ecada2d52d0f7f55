package org.polyvisor.cli.control;

import java.util.concurrent.Callable;
import org.polyvisor.service.client.PhoneClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands that have a phone do one thing to a VM, and say what came of it. */
public abstract class VmCommand implements Callable<Integer> {
    private final String action;

    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Parameters(paramLabel = "VM", description = "The VM's name.")
    private String vm = "";

    /** {@code action} is what the API calls it. */
    VmCommand(String action) {
        this.action = action;
    }

    /** What the request says besides. */
    String query() {
        return "";
    }

    @Override
    public Integer call() {
        System.out.println(phone.connect().post("vms/%s/%s%s".formatted(PhoneClient.escape(vm), action, query())));
        return 0;
    }

    /** Those that switch a VM off, for which its guest is given time. */
    abstract static class Ending extends VmCommand {
        @Mixin
        private final GraceOption grace = new GraceOption();

        Ending(String action) {
            super(action);
        }

        @Override
        String query() {
            return grace.query();
        }
    }

    /** {@code polyvisor start}. */
    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description = {"Switches a VM on that is off.", ""})
    public static final class Start extends VmCommand {
        Start() {
            super("start");
        }
    }

    /** {@code polyvisor pause}. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = {"Holds a VM's vCPUs until 'resume'.", ""})
    public static final class Pause extends VmCommand {
        Pause() {
            super("pause");
        }
    }

    /** {@code polyvisor resume}. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = {"Lets a paused VM go on; wakes one whose guest has suspended it.", ""})
    public static final class Resume extends VmCommand {
        Resume() {
            super("resume");
        }
    }

    /** {@code polyvisor stop}. */
    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = {
                "Presses a VM's power key and waits until it is off; ends it at once if that takes too long.",
                ""
            })
    public static final class Stop extends Ending {
        Stop() {
            super("stop");
        }
    }

    /** {@code polyvisor restart}. */
    @Command(
            name = "restart",
            mixinStandardHelpOptions = true,
            description = {"Stops a VM as 'stop' does, and starts it again.", ""})
    public static final class Restart extends Ending {
        Restart() {
            super("restart");
        }
    }
}
