package org.polyvisor.gdb.registers;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.Hex;
import org.polyvisor.gdb.wire.MalformedPacketException;

/** A register of up to eight bytes. */
record WordRegister(String name, int bytes, String attributes, Reader reader, Writer writer) implements DebugRegister {
    /** Reads a register of a vCPU that does not execute. */
    @FunctionalInterface
    interface Reader {
        long read(Vcpu cpu);
    }

    /** Sets a register of a vCPU that does not execute; false where it can't be set to the value. */
    @FunctionalInterface
    interface Writer {
        boolean write(Vcpu cpu, long value);
    }

    @Override
    public String read(Vcpu cpu) {
        return Hex.littleEndian(reader.read(cpu), bytes);
    }

    @Override
    public boolean write(Vcpu cpu, Cursor value) throws MalformedPacketException {
        return writer.write(cpu, value.littleEndian(bytes));
    }
}
