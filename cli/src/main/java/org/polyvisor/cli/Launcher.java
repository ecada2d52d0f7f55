package org.polyvisor.cli;

import java.io.PrintStream;
import java.util.Map;
import org.polyvisor.cli.phone.BootResolver;
import org.polyvisor.cli.phone.PhonePlan;
import org.polyvisor.cli.session.PhoneSession;
import org.polyvisor.cli.terminal.ExitHook;
import org.polyvisor.cli.terminal.HostTerminal;
import org.polyvisor.cli.terminal.Terminals;
import org.polyvisor.guests.GuestBuildException;
import org.polyvisor.guests.GuestBuilder;
import org.polyvisor.guests.GuestCache;
import org.polyvisor.hypervisor.EngineChoice;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.phone.Phone;

/** From a plan to an exit status: what {@code up} and {@code run} have in common. */
final class Launcher {
    /** Makes a plan of what is to run. */
    @FunctionalInterface
    interface Plan {
        PhonePlan make(BootResolver resolver) throws GuestBuildException;
    }

    private Launcher() {}

    static ProgressBar progress() {
        return new ProgressBar(System.err, Terminals.isTerminal());
    }

    /** Makes a plan; what it boots is built, if need be. */
    static PhonePlan prepare(Plan plan) throws GuestBuildException {
        try (ProgressBar progress = progress()) {
            GuestBuilder guests = new GuestBuilder(GuestCache.ofUser(), progress, new SecondStageMachine());
            PhonePlan made = plan.make(new BootResolver(guests, progress));
            explainEngine(made);
            return made;
        }
    }

    /** Runs a phone at the terminal; {@code statistics} says whether the end tells what the engines have done. */
    static int run(Phone phone, boolean statistics) {
        Map<String, Outcome> outcomes;
        try (HostTerminal terminal = Terminals.open();
                PhoneSession session = new PhoneSession(phone, terminal);
                ExitHook _ = ExitHook.install("end machines", session::close)) {
            outcomes = session.run();
            if (statistics) {
                phone.vms().forEach(vm -> System.err.printf("%s: %s", vm.name(), vm.statistics()));
            }
        }
        return report(outcomes, System.err);
    }

    /** Guests are slow without the translator: whoever has not asked for that is told why. */
    private static void explainEngine(PhonePlan plan) {
        String obstacle = EngineChoice.obstacle();
        if (obstacle != null && plan.vms().stream().anyMatch(vm -> vm.machine().engine() == EngineChoice.BEST)) {
            System.err.println("polyvisor: the interpreter runs the guest, which is slower: " + obstacle);
        }
    }

    /** Says how each machine ended; the exit status is that of the worst. */
    static int report(Map<String, Outcome> outcomes, PrintStream err) {
        int status = ExitCodes.OK;
        for (Map.Entry<String, Outcome> entry : outcomes.entrySet()) {
            String name = entry.getKey();
            switch (entry.getValue()) {
                case Outcome.PoweredOff _ -> {}
                case Outcome.Stopped _ -> {}
                case Outcome.Panicked panic -> {
                    err.println("polyvisor: %s: the guest's kernel panicked: %s".formatted(name, panic.message()));
                    status = status == ExitCodes.OK ? ExitCodes.GUEST_PANIC : status;
                }
                case Outcome.Failed failure -> {
                    err.println("polyvisor: this should not have happened: " + failure.report());
                    failure.cause().printStackTrace(err);
                    status = ExitCodes.FAILURE;
                }
            }
        }
        return status;
    }
}
