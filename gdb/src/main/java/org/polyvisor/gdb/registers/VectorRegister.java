package org.polyvisor.gdb.registers;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.Hex;
import org.polyvisor.gdb.wire.MalformedPacketException;

/** V0..V31. */
record VectorRegister(int number) implements DebugRegister {
    @Override
    public String name() {
        return "v" + number;
    }

    @Override
    public int bytes() {
        return 16;
    }

    @Override
    public String attributes() {
        return "type=\"vector128\"";
    }

    @Override
    public String read(Vcpu cpu) {
        return Hex.littleEndian(cpu.vLow(number), 8) + Hex.littleEndian(cpu.vHigh(number), 8);
    }

    @Override
    public boolean write(Vcpu cpu, Cursor value) throws MalformedPacketException {
        long low = value.littleEndian(8);
        cpu.setV(number, low, value.littleEndian(8));
        return true;
    }
}
