package org.polyvisor.arm.a64.memory;

import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engines.EngineKind;
import org.polyvisor.arm.translator.SmallMachine;
import org.polyvisor.host.Memory;

/** A small machine with a copy or set to execute: X0 the destination, X1 the source, X2 the size, X3 a value to set. */
final class CopyMachine implements AutoCloseable {
    static final long CODE = SmallMachine.RAM + 0x1_0000;

    /** The address of a main instruction behind its prologue. */
    static final long MAIN = CODE + 4;

    static final long EPILOGUE = CODE + 8;

    static final int CPYF = 0x1900_0400 | 1 << 16 | 2 << 5;
    static final int CPY = 0x1d00_0400 | 1 << 16 | 2 << 5;
    static final int SET = 0x19c0_0400 | 3 << 16 | 2 << 5;
    static final int READ_USER = 2 << 12;
    static final int WRITE_USER = 1 << 12;

    /** Of the exception vectors: the present level. */
    static final long FROM_SAME = SmallMachine.VECTORS + 0x200;

    static final long FROM_LOWER = SmallMachine.VECTORS + 0x400;
    static final long IRQ = 0x80;

    final SmallMachine machine;
    final Vcpu cpu;

    CopyMachine(EngineKind kind) {
        machine = SmallMachine.of(kind, 1);
        cpu = machine.prepare(0, CODE);
    }

    /** The prologue, main instruction or epilogue (0, 1, 2) of a form. */
    static int stage(int form, int stage) {
        boolean sets = (form & 0x04c0_0000) == 0x00c0_0000;
        return form + (stage << (sets ? 14 : 22));
    }

    /** All three instructions of a form, and a stop. */
    CopyMachine program(int form) {
        machine.put(CODE, form, stage(form, 1), stage(form, 2), SmallMachine.HVC_STOP);
        return this;
    }

    /** One of them, and a stop. */
    CopyMachine only(int form, int stage) {
        machine.put(CODE, stage(form, stage), SmallMachine.HVC_STOP);
        return this;
    }

    CopyMachine with(long to, long from, long size) {
        cpu.setX(0, to);
        cpu.setX(1, from);
        cpu.setX(2, size);
        cpu.state().setNzcv(0xd);
        return this;
    }

    CopyMachine flags(int nzcv) {
        cpu.state().setNzcv(nzcv);
        return this;
    }

    void run() {
        machine.run(0);
    }

    /** Goes on where an exception was taken. */
    void resume() {
        cpu.clearStop();
        cpu.state().set(CpuState.PC, cpu.registers().elr());
        cpu.state().setNzcv((int) (cpu.registers().spsr() >>> 28));
        cpu.pstate().setDaif((int) cpu.registers().spsr() & 0x3c0);
        cpu.stateChanged();
        machine.run(0);
    }

    long x(int n) {
        return cpu.x(n);
    }

    int exceptionClass() {
        return (int) (cpu.registers().esr() >>> 26);
    }

    int syndrome() {
        return (int) cpu.registers().esr() & 0x1ff_ffff;
    }

    /** Where the vCPU stopped, less the HVC. */
    long stoppedAt() {
        return cpu.pc() - 4;
    }

    byte[] bytes(long address, int count) {
        return Memory.segment(machine.host(address), count).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Fills memory at random; returns what is there now. */
    byte[] randomize(long address, int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(address + count).nextBytes(bytes);
        Memory.copyFrom(bytes, count, machine.host(address));
        return bytes;
    }

    @Override
    public void close() {
        machine.close();
    }
}
