package org.polyvisor.arm.sysreg;

import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.Vcpu;

/**
 * One system register as MRS and MSR see it.
 *
 * @param name the architecture's name
 * @param minimumLevel the lowest exception level at which it exists
 * @param reader null where it can't be read
 * @param writer null where it can't be written
 */
public record SystemRegister(
        String name,
        int minimumLevel,
        @Nullable Reader reader,
        @Nullable Writer writer) {
    /** Reads the register; may raise an exception (a trap). */
    @FunctionalInterface
    public interface Reader {
        long read(Vcpu cpu);
    }

    /** Writes the register; may raise an exception (a trap). */
    @FunctionalInterface
    public interface Writer {
        void write(Vcpu cpu, long value);
    }
}
