package org.polyvisor.bench.boots;

import java.time.Duration;
import java.util.List;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.Console;
import org.polyvisor.bench.machine.HostCores;
import org.polyvisor.bench.machine.Hypervisor;
import org.polyvisor.bench.machine.MachineSpec;
import org.polyvisor.bench.machine.RunningMachine;
import org.polyvisor.bench.prepare.Guests;
import org.polyvisor.guests.BuiltGuest;

/**
 * A boot from the start of the process to the prompt, a command there whose answer must be right, and the switching off.
 *
 * @param promptSeconds wall time to the prompt
 * @param cpuSeconds processor time to there
 * @param failure what went wrong, or empty
 */
public record Trial(double promptSeconds, double cpuSeconds, String failure) {
    private static final int MEMORY_MIB = 512;
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(3);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

    /**
     * How a guest is talked to.
     *
     * @param prompt what it prints when it can be
     * @param wake what to type for the prompt to come, once {@code invitation} is printed
     * @param invitation empty if the prompt comes by itself
     * @param question computes something there
     * @param answer what must come; the echo of the question does not contain it
     * @param off switches it off
     */
    private record Dialogue(
            String invitation, String wake, String prompt, String question, String answer, String off) {}

    public boolean good() {
        return failure.isEmpty();
    }

    /** Boots the guest. */
    public static Trial run(Hypervisor hypervisor, BuiltGuest guest, int cpus) throws BenchException {
        MachineSpec spec = guest.firmware() != null
                ? MachineSpec.ofFirmware(guest.firmware(), MEMORY_MIB, cpus)
                : new MachineSpec(
                        Guests.kernel(guest), Guests.initrd(guest), "console=ttyAMA0", List.of(), MEMORY_MIB, cpus);
        Dialogue dialogue = dialogue(guest, cpus);
        double prompt = Double.NaN;
        double cpu = Double.NaN;
        try (RunningMachine machine = RunningMachine.start(hypervisor, spec, HostCores.ALL)) {
            Console console = machine.console();
            if (!dialogue.invitation.isEmpty()) {
                console.await(dialogue.invitation, BOOT_LIMIT);
                console.type(dialogue.wake);
            }
            console.await(dialogue.prompt, BOOT_LIMIT);
            prompt = machine.age();
            cpu = machine.use().cpuNanos() / 1e9;
            console.type(dialogue.question);
            console.await(dialogue.answer, COMMAND_LIMIT);
            console.await(dialogue.prompt, COMMAND_LIMIT);
            console.type(dialogue.off);
            int status = machine.awaitEnd(COMMAND_LIMIT);
            return new Trial(prompt, cpu, status == 0 ? "" : "exit status " + status);
        } catch (BenchException e) {
            return new Trial(prompt, cpu, String.valueOf(e.getMessage()));
        }
    }

    private static Dialogue dialogue(BuiltGuest guest, int cpus) {
        return switch (guest.name()) {
            case "u-boot" ->
                new Dialogue("Hit any key", "\n", "=> ", "setexpr a 0x15 * 2; echo <$a>\n", "<2a>", "poweroff\n");
            case "edk2" -> new Dialogue("", "", "Shell> ", "set -v a b\recho \"<%a%>\"\r", "<b>", "reset -s\r");
            default ->
                // What the prompts of all releases of busybox have in common.
                new Dialogue(
                        "",
                        "",
                        "@polyvisor:",
                        "echo answer:$(uname -r):$(grep -c ^processor /proc/cpuinfo):$((6 * 7))\n",
                        "answer:%s:%d:42".formatted(guest.version(), cpus),
                        "poweroff\n");
        };
    }
}
