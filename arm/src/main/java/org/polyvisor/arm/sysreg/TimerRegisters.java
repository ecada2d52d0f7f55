package org.polyvisor.arm.sysreg;

import org.polyvisor.arm.cpu.Timers;
import org.polyvisor.arm.cpu.Vcpu;

/** The generic timers' registers (DDI 0487, D12 and D24.10), with CNTKCTL_EL1's traps of EL0. */
final class TimerRegisters {
    private static final int EL0_PHYSICAL_COUNTER = 1;
    private static final int EL0_VIRTUAL_COUNTER = 1 << 1;
    private static final int EL0_VIRTUAL_TIMER = 1 << 8;
    private static final int EL0_PHYSICAL_TIMER = 1 << 9;

    private TimerRegisters() {}

    static void addTo(RegisterTable table) {
        table.add(
                "CNTKCTL_EL1",
                1,
                3,
                0,
                14,
                1,
                0,
                cpu -> cpu.registers().cntkctl,
                (cpu, v) -> cpu.registers().cntkctl = v & 0x2_03ffL);
        table.add(
                "CNTFRQ_EL0",
                0,
                3,
                3,
                14,
                0,
                0,
                cpu -> {
                    require(cpu, EL0_PHYSICAL_COUNTER | EL0_VIRTUAL_COUNTER);
                    return Timers.FREQUENCY;
                },
                (cpu, v) -> {
                    // Writable at the highest implemented level only; the counter's rate does not follow.
                    if (cpu.pstate().el == 0) {
                        throw cpu.undefined();
                    }
                });
        counter(table, "CNTPCT_EL0", 1, EL0_PHYSICAL_COUNTER);
        counter(table, "CNTVCT_EL0", 2, EL0_VIRTUAL_COUNTER);
        timer(table, "CNTP", 2, Timers.PHYSICAL, EL0_PHYSICAL_TIMER);
        timer(table, "CNTV", 3, Timers.VIRTUAL, EL0_VIRTUAL_TIMER);
    }

    private static void counter(RegisterTable table, String name, int op2, int enable) {
        table.add(
                name,
                0,
                3,
                3,
                14,
                0,
                op2,
                cpu -> {
                    require(cpu, enable);
                    return cpu.timers().count();
                },
                null);
    }

    private static void timer(RegisterTable table, String name, int crm, int timer, int enable) {
        table.add(
                name + "_TVAL_EL0",
                0,
                3,
                3,
                14,
                crm,
                0,
                cpu -> timers(cpu, enable).value(timer),
                (cpu, v) -> timers(cpu, enable).setValue(timer, v));
        table.add(
                name + "_CTL_EL0",
                0,
                3,
                3,
                14,
                crm,
                1,
                cpu -> timers(cpu, enable).control(timer),
                (cpu, v) -> timers(cpu, enable).setControl(timer, v));
        table.add(
                name + "_CVAL_EL0",
                0,
                3,
                3,
                14,
                crm,
                2,
                cpu -> timers(cpu, enable).compare(timer),
                (cpu, v) -> timers(cpu, enable).setCompare(timer, v));
    }

    private static Timers timers(Vcpu cpu, int enable) {
        require(cpu, enable);
        return cpu.timers();
    }

    private static void require(Vcpu cpu, int anyOf) {
        if (cpu.pstate().el == 0 && (cpu.registers().cntkctl & anyOf) == 0) {
            throw Traps.trap(cpu);
        }
    }
}
