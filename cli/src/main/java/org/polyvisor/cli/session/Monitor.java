package org.polyvisor.cli.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.Sizes;
import org.polyvisor.hypervisor.VcpuStatus;
import org.polyvisor.hypervisor.phone.PhoneVm;

/** The commands that a user can give besides the guest: text in, text out. */
final class Monitor {
    static final String PROMPT = "(polyvisor) ";

    private static final String HELP = """
            help            this
            info            the VMs, what they have and how they are
            cpus            where each vCPU of the shown VM is
            stats           what the shown VM's translator has done
            console NAME    show another VM's console
            phone           show what happens on the phone instead
            pause, resume   stop and continue the shown VM
            power           press its power key (the guest's software decides what that does)
            reset           restart it as if power had failed
            continue        back to the guest (an empty line does the same)
            quit            end all VMs at once and leave
            """;

    /** What happens after a command. */
    enum Next {
        STAY,
        TO_GUEST,
        QUIT
    }

    /** What the user sees and where the session goes on. */
    record Reply(String text, Next next) {
        static Reply stay(String text) {
            return new Reply(text, Next.STAY);
        }
    }

    private final PhoneSession session;

    Monitor(PhoneSession session) {
        this.session = session;
    }

    Reply execute(String line) {
        try {
            return tryToExecute(line);
        } catch (ConfigurationException e) {
            return Reply.stay("%s%n".formatted(e.getMessage()));
        }
    }

    private Reply tryToExecute(String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        PhoneVm vm = session.shown();
        return switch (words.getFirst()) {
            case "", "continue" -> new Reply("", Next.TO_GUEST);
            case "help", "?" -> Reply.stay(HELP);
            case "info" -> Reply.stay(info());
            case "cpus" -> Reply.stay(cpus(vm));
            case "stats" -> Reply.stay(vm.statistics());
            case "console" -> console(words);
            case "phone" -> {
                session.showPhone();
                yield new Reply("", Next.TO_GUEST);
            }
            case "pause" -> {
                vm.pause();
                yield Reply.stay("%s is paused%n".formatted(vm.name()));
            }
            case "resume" -> {
                vm.resume();
                yield Reply.stay("%s runs%n".formatted(vm.name()));
            }
            case "power" -> {
                vm.pressPowerKey();
                yield new Reply("the power key of %s was pressed%n".formatted(vm.name()), Next.TO_GUEST);
            }
            case "reset" -> {
                vm.reset();
                yield new Reply("%s restarts%n".formatted(vm.name()), Next.TO_GUEST);
            }
            case "quit", "q", "x" -> new Reply("", Next.QUIT);
            default -> Reply.stay("'%s' is no command; help lists them%n".formatted(words.getFirst()));
        };
    }

    private Reply console(List<String> words) {
        if (words.size() != 2) {
            return Reply.stay("name one VM: console NAME%n".formatted());
        }
        return session.show(words.get(1))
                ? new Reply("", Next.TO_GUEST)
                : Reply.stay("no VM is called '%s'; info lists them%n".formatted(words.get(1)));
    }

    private String info() {
        List<String> lines = new ArrayList<>();
        for (PhoneVm vm : session.phone().vms()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s %-12s %-8s %d CPU(s), %s, %d disk(s)",
                    vm == session.shown() ? "*" : " ",
                    vm.name(),
                    vm.state(),
                    vm.spec().machine().cpus(),
                    Sizes.format(vm.spec().machine().memoryBytes()),
                    vm.spec().machine().disks().size()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String cpus(PhoneVm vm) {
        List<String> lines = new ArrayList<>();
        for (VcpuStatus cpu : vm.vcpus()) {
            lines.add(
                    cpu.on()
                            ? String.format(Locale.ROOT, "cpu%d  pc %016x  EL%d", cpu.index(), cpu.pc(), cpu.level())
                            : "cpu%d  off".formatted(cpu.index()));
        }
        return String.join("\n", lines) + "\n";
    }
}
