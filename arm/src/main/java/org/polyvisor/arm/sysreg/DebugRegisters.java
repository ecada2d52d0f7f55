package org.polyvisor.arm.sysreg;

import org.polyvisor.arm.cpu.SystemRegisters;
import org.polyvisor.arm.cpu.Vcpu;

/** Self-hosted debug registers (DDI 0487, D24.3). The external debugger's channel reads as empty. */
final class DebugRegisters {
    private DebugRegisters() {}

    static void addTo(RegisterTable table) {
        table.add("MDSCR_EL1", 1, 2, 0, 0, 2, 2, cpu -> regs(cpu).mdscr, (cpu, v) -> {
            regs(cpu).mdscr = v & 0xffff_ffffL;
            cpu.debug().update();
        });
        table.add("OSLAR_EL1", 1, 2, 0, 1, 0, 4, null, (cpu, v) -> {
            regs(cpu).osLock = v & 1;
            cpu.debug().update();
        });
        table.add("OSLSR_EL1", 1, 2, 0, 1, 1, 4, cpu -> 1 << 3 | regs(cpu).osLock << 1, null);
        table.add(
                "OSDLR_EL1",
                1,
                2,
                0,
                1,
                3,
                4,
                cpu -> regs(cpu).osDoubleLock,
                (cpu, v) -> regs(cpu).osDoubleLock = v & 1);
        table.constant("DBGPRCR_EL1", 2, 0, 1, 4, 4, 0);
        table.add("DBGCLAIMSET_EL1", 1, 2, 0, 7, 8, 6, cpu -> 0xff, (cpu, v) -> regs(cpu).dbgClaim |= v & 0xff);
        table.add("DBGCLAIMCLR_EL1", 1, 2, 0, 7, 9, 6, cpu -> regs(cpu).dbgClaim, (cpu, v) -> regs(cpu).dbgClaim &= ~v);
        table.constant("DBGAUTHSTATUS_EL1", 2, 0, 7, 14, 6, 0);
        table.constant("MDRAR_EL1", 2, 0, 1, 0, 0, 0);
        table.add("MDCCINT_EL1", 1, 2, 0, 0, 2, 0, cpu -> 0, (cpu, v) -> {});
        table.add("OSDTRRX_EL1", 1, 2, 0, 0, 0, 2, cpu -> 0, (cpu, v) -> {});
        table.add("OSDTRTX_EL1", 1, 2, 0, 0, 3, 2, cpu -> 0, (cpu, v) -> {});
        table.add("OSECCR_EL1", 1, 2, 0, 0, 6, 2, cpu -> 0, (cpu, v) -> {});
        for (int i = 0; i < SystemRegisters.DEBUG_PAIRS; i++) {
            int n = i;
            table.add(
                    "DBGBVR%d_EL1".formatted(n),
                    1,
                    2,
                    0,
                    0,
                    n,
                    4,
                    cpu -> regs(cpu).breakpointValue[n],
                    (cpu, v) -> regs(cpu).breakpointValue[n] = v);
            table.add(
                    "DBGBCR%d_EL1".formatted(n), 1, 2, 0, 0, n, 5, cpu -> regs(cpu).breakpointControl[n], (cpu, v) -> {
                        regs(cpu).breakpointControl[n] = v & 0xff_e1e7L;
                        cpu.debug().update();
                    });
            table.add(
                    "DBGWVR%d_EL1".formatted(n),
                    1,
                    2,
                    0,
                    0,
                    n,
                    6,
                    cpu -> regs(cpu).watchpointValue[n],
                    (cpu, v) -> regs(cpu).watchpointValue[n] = v);
            table.add(
                    "DBGWCR%d_EL1".formatted(n), 1, 2, 0, 0, n, 7, cpu -> regs(cpu).watchpointControl[n], (cpu, v) -> {
                        regs(cpu).watchpointControl[n] = v & 0x1f1f_ffffL;
                        cpu.debug().update();
                    });
        }
    }

    private static SystemRegisters regs(Vcpu cpu) {
        return cpu.registers();
    }
}
