package org.polyvisor.gdb.registers;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.MalformedPacketException;

/** A register as the debugger numbers and names it. Values are hexadecimal, least significant byte first. */
interface DebugRegister {
    String name();

    int bytes();

    /** The rest of the register's element in the target description: type, group and so on. */
    String attributes();

    /** The value, or as many 'x' where it can't be told now. */
    String read(Vcpu cpu);

    /** Takes a value from a packet; false where the register can't be set to it. */
    boolean write(Vcpu cpu, Cursor value) throws MalformedPacketException;

    /** The register's element in the target description. */
    default String element() {
        return "<reg name=\"%s\" bitsize=\"%d\" %s/>".formatted(name(), bytes() * 8, attributes());
    }
}
