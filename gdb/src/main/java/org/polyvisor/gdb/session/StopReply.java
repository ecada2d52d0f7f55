package org.polyvisor.gdb.session;

import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.StopReason;
import org.polyvisor.gdb.registers.RegisterFile;
import org.polyvisor.gdb.wire.Hex;

/** What the debugger is told when the guest stops. */
final class StopReply {
    /** The machine has ended, with exit code 0. */
    static final String EXITED = "W00";

    /** The signal of a debugger's user who interrupts. */
    static final int INTERRUPTED = 2;

    /** The signal of breakpoints and steps. */
    static final int TRAPPED = 5;

    private static final int[] EXPEDITED = {RegisterFile.FP, RegisterFile.SP, RegisterFile.PC};

    private StopReply() {}

    /** A stop of a vCPU; {@code reason} is null for an interruption, or where a debugger has just come. */
    static String of(
            Vcpu cpu, int signal, @Nullable StopReason reason, boolean namesBreakpoints, RegisterFile registers) {
        StringBuilder reply = new StringBuilder("T%02xthread:%x;".formatted(signal, Threads.of(cpu)));
        reply.append(
                switch (reason) {
                    case StopReason.AtWatchpoint watch -> watchpoint(watch);
                    case StopReason.AtBreakpoint at when namesBreakpoints -> at.hardware() ? "hwbreak:;" : "swbreak:;";
                    case null, default -> "";
                });
        for (int number : EXPEDITED) {
            reply.append("%02x:%s;".formatted(number, registers.read(cpu, number)));
        }
        return reply.toString();
    }

    private static String watchpoint(StopReason.AtWatchpoint stop) {
        String name = switch (stop.watchpoint().kind()) {
            case WRITE -> "watch";
            case READ -> "rwatch";
            case ACCESS -> "awatch";
        };
        return name + ":" + Hex.number(stop.address()) + ";";
    }
}
