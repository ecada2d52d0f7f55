package org.polyvisor.gdb.session;

import java.util.Locale;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.gdb.DebugTarget;
import org.polyvisor.gdb.registers.RegisterFile;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.MalformedPacketException;

/** What the debugger's user says after {@code monitor}. */
final class Monitor {
    private static final String HELP = """
            help              this list
            cpus              what every vCPU is doing
            regs              system registers of the present vCPU
            reg NAME          one register, by the architecture's name
            translate ADDRESS physical address of a virtual one, as the present vCPU translates it
            interrupts on|off whether a vCPU that is stepped takes interrupts (off at first)
            reset             start the machine again, which ends the connection
            """;

    private final DebugTarget target;
    private final Threads threads;
    private final RegisterFile registers;
    private final GuestView view;
    private boolean interruptsWhileStepping;

    Monitor(DebugTarget target, Threads threads, RegisterFile registers, GuestView view) {
        this.target = target;
        this.threads = threads;
        this.registers = registers;
        this.view = view;
    }

    boolean takesInterruptsWhileStepping() {
        return interruptsWhileStepping;
    }

    /** Carries out a command; returns what the user is to read. */
    String execute(String command) {
        String[] words = command.strip().split("\\s+", 2);
        String argument = words.length > 1 ? words[1] : "";
        return switch (words[0].toLowerCase(Locale.ROOT)) {
            case "", "help" -> HELP;
            case "cpus" -> cpus();
            case "regs" -> systemRegisters();
            case "reg" -> register(argument);
            case "translate" -> translate(argument);
            case "interrupts" -> interrupts(argument);
            case "reset" ->
                target.reset() ? "the machine starts again; connect to it again\n" : "this machine can't be reset\n";
            default -> "there is no command \"%s\"; \"monitor help\" lists them\n".formatted(words[0]);
        };
    }

    private String cpus() {
        StringBuilder text = new StringBuilder();
        for (Vcpu cpu : threads.cpus()) {
            text.append("vCPU %d: %s, pc 0x%x\n".formatted(cpu.index(), threads.describe(cpu), cpu.pc()));
        }
        return text.toString();
    }

    private String systemRegisters() {
        StringBuilder text = new StringBuilder();
        for (int i = registers.firstSystemRegister(); i < registers.count(); i++) {
            text.append(line(i));
        }
        return text.toString();
    }

    private String register(String name) {
        int number = registers.find(name);
        return number < 0 ? "there is no register \"%s\"\n".formatted(name) : line(number);
    }

    private String line(int number) {
        Long value = registers.value(threads.selected(), number);
        return "%-18s %s\n"
                .formatted(registers.name(number), value == null ? "not to be told now" : "0x%016x".formatted(value));
    }

    private String translate(String text) {
        try {
            Cursor digits = new Cursor(text.startsWith("0x") ? text.substring(2) : text);
            long va = digits.number();
            digits.expectEnd();
            long physical = view.translate(threads.selected(), va);
            return physical == GuestView.UNMAPPED ? "not mapped\n" : "0x%x\n".formatted(physical);
        } catch (MalformedPacketException e) {
            return "\"%s\" is not a hexadecimal address\n".formatted(text);
        }
    }

    private String interrupts(String argument) {
        switch (argument) {
            case "on" -> interruptsWhileStepping = true;
            case "off" -> interruptsWhileStepping = false;
            default -> {
                return "say on or off; it is %s\n".formatted(interruptsWhileStepping ? "on" : "off");
            }
        }
        return "";
    }
}
