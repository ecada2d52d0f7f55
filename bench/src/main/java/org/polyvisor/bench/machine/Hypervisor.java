package org.polyvisor.bench.machine;

import java.util.List;

/** A program that runs a machine with its console on standard input and output. */
public interface Hypervisor {
    /** Short name for the report. */
    String name();

    /** What ran: name and version. */
    String version();

    /** The command that boots {@code machine}. */
    List<String> command(MachineSpec machine);
}
