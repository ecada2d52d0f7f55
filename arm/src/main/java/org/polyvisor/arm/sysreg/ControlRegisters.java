package org.polyvisor.arm.sysreg;

import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Pstate;
import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.SystemRegisters;
import org.polyvisor.arm.cpu.Vcpu;

/** Registers that control translation, exceptions and state at EL1 and EL0. */
final class ControlRegisters {
    /** FPCR: AHP, DN, FZ, RMode; traps are not implemented and read as zero. */
    private static final long FPCR_MASK = 0x07c0_0000L;

    /** FPSR: QC and the cumulative flags. */
    private static final long FPSR_MASK = 0x0800_009fL;

    /** SCTLR_EL1 bits that do something here or are mere storage; endianness is fixed to little. */
    private static final long SCTLR_MASK =
            0xffff_ffffL & ~(Sctlr.EE | Sctlr.E0E) & ~(1L << 5 | 1L << 17 | 1L << 27 | 1L << 30 | 1L << 31)
                    | Sctlr.MSCEN;

    private ControlRegisters() {}

    static void addTo(RegisterTable table) {
        table.add("SCTLR_EL1", 1, 3, 0, 1, 0, 0, cpu -> regs(cpu).sctlr, ControlRegisters::writeSctlr);
        table.add("ACTLR_EL1", 1, 3, 0, 1, 0, 1, cpu -> 0, (cpu, v) -> {});
        table.add("CPACR_EL1", 1, 3, 0, 1, 0, 2, cpu -> regs(cpu).cpacr, (cpu, v) -> {
            regs(cpu).cpacr = v & 3 << 20;
            cpu.stateChanged();
        });
        table.add("TTBR0_EL1", 1, 3, 0, 2, 0, 0, cpu -> regs(cpu).ttbr0, (cpu, v) -> {
            regs(cpu).ttbr0 = v;
            selectAsid(cpu);
        });
        table.add("TTBR1_EL1", 1, 3, 0, 2, 0, 1, cpu -> regs(cpu).ttbr1, (cpu, v) -> {
            regs(cpu).ttbr1 = v;
            selectAsid(cpu);
        });
        table.add("TCR_EL1", 1, 3, 0, 2, 0, 2, cpu -> regs(cpu).tcr, (cpu, v) -> {
            if (regs(cpu).tcr != v) {
                regs(cpu).tcr = v;
                cpu.mmu().tlb().invalidateAll();
                selectAsid(cpu);
            }
        });
        table.add(
                "SPSR_EL1",
                1,
                3,
                0,
                4,
                0,
                0,
                cpu -> regs(cpu).spsr(),
                (cpu, v) -> regs(cpu).setSpsr(v & 0xffff_ffffL));
        table.add(
                "ELR_EL1",
                1,
                3,
                0,
                4,
                0,
                1,
                cpu -> regs(cpu).elr(),
                (cpu, v) -> regs(cpu).setElr(v));
        table.add("SP_EL0", 1, 3, 0, 4, 1, 0, ControlRegisters::readSpEl0, ControlRegisters::writeSpEl0);
        table.add(
                "SPSel", 1, 3, 0, 4, 2, 0, cpu -> cpu.pstate().spSel ? 1 : 0, (cpu, v) -> setSpSel(cpu, (v & 1) != 0));
        table.add("CurrentEL", 1, 3, 0, 4, 2, 2, cpu -> cpu.pstate().el << 2, null);
        table.add(
                "PAN",
                1,
                3,
                0,
                4,
                2,
                3,
                cpu -> cpu.pstate().pan ? 1 << 22 : 0,
                (cpu, v) -> setPan(cpu, (v & 1 << 22) != 0));
        table.add("UAO", 1, 3, 0, 4, 2, 4, cpu -> cpu.pstate().uao ? 1 << 23 : 0, (cpu, v) -> {
            cpu.pstate().uao = (v & 1 << 23) != 0;
            cpu.updateUserTable();
        });
        table.add("AFSR0_EL1", 1, 3, 0, 5, 1, 0, cpu -> 0, (cpu, v) -> {});
        table.add("AFSR1_EL1", 1, 3, 0, 5, 1, 1, cpu -> 0, (cpu, v) -> {});
        table.add(
                "ESR_EL1",
                1,
                3,
                0,
                5,
                2,
                0,
                cpu -> regs(cpu).esr(),
                (cpu, v) -> regs(cpu).setEsr(v & 0xffff_ffffL));
        table.add(
                "FAR_EL1",
                1,
                3,
                0,
                6,
                0,
                0,
                cpu -> regs(cpu).far(),
                (cpu, v) -> regs(cpu).setFar(v));
        table.add("PAR_EL1", 1, 3, 0, 7, 4, 0, cpu -> regs(cpu).par, (cpu, v) -> regs(cpu).par = v);
        table.add("MAIR_EL1", 1, 3, 0, 10, 2, 0, cpu -> regs(cpu).mair, (cpu, v) -> {
            if (regs(cpu).mair != v) {
                regs(cpu).mair = v;
                cpu.mmu().tlb().invalidateAll();
            }
        });
        table.add("AMAIR_EL1", 1, 3, 0, 10, 3, 0, cpu -> 0, (cpu, v) -> {});
        table.add("VBAR_EL1", 1, 3, 0, 12, 0, 0, cpu -> regs(cpu).vbar, (cpu, v) -> regs(cpu).vbar = v & ~0x7ffL);
        table.add("RVBAR_EL1", 1, 3, 0, 12, 0, 1, cpu -> 0, null);
        table.add("ISR_EL1", 1, 3, 0, 12, 1, 0, Vcpu::isr, null);
        table.add(
                "CONTEXTIDR_EL1",
                1,
                3,
                0,
                13,
                0,
                1,
                cpu -> regs(cpu).contextidr,
                (cpu, v) -> regs(cpu).contextidr = v & 0xffff_ffffL);
        table.add(
                "TPIDR_EL1",
                1,
                3,
                0,
                13,
                0,
                4,
                cpu -> cpu.state().get(CpuState.TPIDR_EL1),
                (cpu, v) -> cpu.state().set(CpuState.TPIDR_EL1, v));
        table.add(
                "NZCV",
                0,
                3,
                3,
                4,
                2,
                0,
                cpu -> (long) cpu.state().nzcv() << 28,
                (cpu, v) -> cpu.state().setNzcv((int) (v >>> 28) & 15));
        table.add("DAIF", 0, 3, 3, 4, 2, 1, ControlRegisters::readDaif, ControlRegisters::writeDaif);
        table.add("FPCR", 0, 3, 3, 4, 4, 0, ControlRegisters::readFpcr, ControlRegisters::writeFpcr);
        table.add("FPSR", 0, 3, 3, 4, 4, 1, ControlRegisters::readFpsr, ControlRegisters::writeFpsr);
        table.add(
                "TPIDR_EL0",
                0,
                3,
                3,
                13,
                0,
                2,
                cpu -> cpu.state().get(CpuState.TPIDR_EL0),
                (cpu, v) -> cpu.state().set(CpuState.TPIDR_EL0, v));
        table.add(
                "TPIDRRO_EL0",
                0,
                3,
                3,
                13,
                0,
                3,
                cpu -> cpu.state().get(CpuState.TPIDRRO_EL0),
                ControlRegisters::writeTpidrro);
    }

    private static SystemRegisters regs(Vcpu cpu) {
        return cpu.registers();
    }

    private static void writeSctlr(Vcpu cpu, long value) {
        long masked = value & SCTLR_MASK | 1 << 11 | 1 << 20 | 1 << 22 | 1 << 28 | 1 << 29;
        long changed = regs(cpu).sctlr ^ masked;
        regs(cpu).sctlr = masked;
        if ((changed & (Sctlr.M | Sctlr.A | Sctlr.WXN)) != 0) {
            cpu.mmu().tlb().invalidateAll();
        }
        selectAsid(cpu);
    }

    /** TCR_EL1.A1 says which TTBR holds the ASID; TCR_EL1.AS whether it has 16 bits or 8. */
    private static void selectAsid(Vcpu cpu) {
        SystemRegisters regs = regs(cpu);
        long ttbr = (regs.tcr & 1 << 22) != 0 ? regs.ttbr1 : regs.ttbr0;
        int asid = (int) (ttbr >>> 48) & ((regs.tcr >>> 36 & 1) != 0 ? 0xffff : 0xff);
        cpu.mmu().tlb().selectAsid(asid);
        cpu.stateChanged();
    }

    private static long readSpEl0(Vcpu cpu) {
        requireNotInUse(cpu);
        return cpu.state().get(CpuState.SP_EL0);
    }

    private static void writeSpEl0(Vcpu cpu, long value) {
        requireNotInUse(cpu);
        cpu.state().set(CpuState.SP_EL0, value);
    }

    private static void requireNotInUse(Vcpu cpu) {
        if (!cpu.pstate().spSel) {
            throw cpu.undefined();
        }
    }

    static void setSpSel(Vcpu cpu, boolean spSel) {
        cpu.saveStackPointer();
        cpu.pstate().spSel = spSel;
        cpu.loadStackPointer();
    }

    static void setPan(Vcpu cpu, boolean pan) {
        boolean set = pan && !cpu.pstate().pan;
        cpu.pstate().pan = pan;
        if (set) {
            cpu.stateChanged();
        }
    }

    static void requireMaskAccess(Vcpu cpu) {
        if (cpu.pstate().el == 0 && (regs(cpu).sctlr & Sctlr.UMA) == 0) {
            throw Traps.trap(cpu);
        }
    }

    private static long readDaif(Vcpu cpu) {
        requireMaskAccess(cpu);
        return cpu.pstate().daif();
    }

    private static void writeDaif(Vcpu cpu, long value) {
        requireMaskAccess(cpu);
        setDaif(cpu, (int) value & Pstate.DAIF);
    }

    static void setDaif(Vcpu cpu, int daif) {
        int lifted = cpu.pstate().daif() & ~daif;
        cpu.pstate().setDaif(daif);
        if (lifted != 0) {
            cpu.masksLifted();
        }
    }

    private static long readFpcr(Vcpu cpu) {
        cpu.requireFpEnabled();
        return cpu.state().get(CpuState.FPCR);
    }

    private static void writeFpcr(Vcpu cpu, long value) {
        cpu.requireFpEnabled();
        cpu.state().set(CpuState.FPCR, value & FPCR_MASK);
        cpu.updateFpSlow();
    }

    private static long readFpsr(Vcpu cpu) {
        cpu.requireFpEnabled();
        return cpu.state().get(CpuState.FPSR);
    }

    private static void writeFpsr(Vcpu cpu, long value) {
        cpu.requireFpEnabled();
        cpu.state().set(CpuState.FPSR, value & FPSR_MASK);
    }

    private static void writeTpidrro(Vcpu cpu, long value) {
        if (cpu.pstate().el == 0) {
            throw cpu.undefined();
        }
        cpu.state().set(CpuState.TPIDRRO_EL0, value);
    }
}
