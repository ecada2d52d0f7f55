package org.polyvisor.gdb.session;

import java.util.List;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.gdb.DebugTarget;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.Hex;
import org.polyvisor.gdb.wire.MalformedPacketException;

/** The vCPUs as the debugger's threads: vCPU n is thread n + 1. */
final class Threads {
    /** Means all threads. */
    static final int ALL = -1;

    /** Means any one thread. */
    static final int ANY = 0;

    private final DebugTarget target;
    private final List<Vcpu> cpus;
    private int selected = 1;

    Threads(DebugTarget target) {
        this.target = target;
        cpus = List.copyOf(target.vcpus());
    }

    List<Vcpu> cpus() {
        return cpus;
    }

    /** Reads a thread's number: positive, {@link #ANY} or {@link #ALL}; it may be one that does not exist. */
    static int number(Cursor packet) throws MalformedPacketException {
        return packet.skip('-') ? -packet.count(1) : packet.count(Integer.MAX_VALUE);
    }

    boolean exists(int thread) {
        return thread >= 1 && thread <= cpus.size();
    }

    static int of(Vcpu cpu) {
        return cpu.index() + 1;
    }

    /** The vCPU whose registers and memory the debugger's packets mean. */
    Vcpu selected() {
        return cpus.get(selected - 1);
    }

    /** Selects a thread; {@link #ANY} and {@link #ALL} leave the selection as it is. */
    boolean select(int thread) {
        if (thread > 0 && !exists(thread)) {
            return false;
        }
        if (thread > 0) {
            selected = thread;
        }
        return true;
    }

    /** The numbers of all, with commas. */
    String list() {
        StringBuilder list = new StringBuilder();
        for (Vcpu cpu : cpus) {
            list.append(list.isEmpty() ? "" : ",").append(Hex.number(of(cpu)));
        }
        return list.toString();
    }

    /** What the vCPU is doing, for a list that people read. */
    String describe(Vcpu cpu) {
        return target.isOn(cpu) ? "EL" + cpu.pstate().el : "switched off";
    }

    /** All of them as the XML document of qXfer:threads. */
    String document() {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<threads>\n");
        for (Vcpu cpu : cpus) {
            xml.append("<thread id=\"%x\" core=\"%d\" name=\"vCPU %d\">%s</thread>\n"
                    .formatted(of(cpu), cpu.index(), cpu.index(), describe(cpu)));
        }
        return xml.append("</threads>\n").toString();
    }
}
