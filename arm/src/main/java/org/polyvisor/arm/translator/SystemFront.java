package org.polyvisor.arm.translator;

import static org.polyvisor.arm.a64.Fields.rt;
import static org.polyvisor.arm.bus.GicCpuInterface.encoding;
import static org.polyvisor.arm.translator.Values.source;
import static org.polyvisor.arm.translator.Values.target;
import static org.polyvisor.codegen.ir.Micro.T0;

import org.polyvisor.arm.a64.generated.A64Rows;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Pstate;
import org.polyvisor.arm.cpu.Timers;
import org.polyvisor.arm.sysreg.IdRegisters;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.host.HostClock;

/** Barriers and frequent system registers as micro-operations; all other system instructions go to the helper. */
final class SystemFront {
    private static final int SP_EL0 = encoding(3, 0, 4, 1, 0);
    private static final int TPIDR_EL1 = encoding(3, 0, 13, 0, 4);
    private static final int TPIDR_EL0 = encoding(3, 3, 13, 0, 2);
    private static final int TPIDRRO_EL0 = encoding(3, 3, 13, 0, 3);
    private static final int DCZID_EL0 = encoding(3, 3, 0, 0, 7);
    private static final int CTR_EL0 = encoding(3, 3, 0, 0, 1);
    private static final int TCR_EL1 = encoding(3, 0, 2, 0, 2);
    private static final int SPSR_EL1 = encoding(3, 0, 4, 0, 0);
    private static final int ELR_EL1 = encoding(3, 0, 4, 0, 1);
    private static final int ESR_EL1 = encoding(3, 0, 5, 2, 0);
    private static final int FAR_EL1 = encoding(3, 0, 6, 0, 0);
    private static final int DAIF = encoding(3, 3, 4, 2, 1);
    private static final int NZCV = encoding(3, 3, 4, 2, 0);
    private static final int CNTFRQ_EL0 = encoding(3, 3, 14, 0, 0);
    private static final int CNTPCT_EL0 = encoding(3, 3, 14, 0, 1);
    private static final int CNTVCT_EL0 = encoding(3, 3, 14, 0, 2);
    private static final int PHYSICAL = 1;
    private static final int VIRTUAL = 2;
    private static final int DAIF_SET = 0b011_110;
    private static final int DAIF_CLEAR = 0b011_111;

    private static final boolean CLOCK = HostClock.function() != 0;

    private static final int DC_ZVA = encoding(1, 3, 7, 4, 1);
    private static final int DC_CVAC = encoding(1, 3, 7, 10, 1);
    private static final int DC_CVAU = encoding(1, 3, 7, 11, 1);
    private static final int DC_CIVAC = encoding(1, 3, 7, 14, 1);
    private static final int IC_IVAU = encoding(1, 3, 7, 5, 1);
    private static final int ZEROES = 1;
    private static final int MAINTAINS = 2;

    private final MicroBlock block;
    private final CodeMarks marks;

    SystemFront(MicroBlock block, CodeMarks marks) {
        this.block = block;
        this.marks = marks;
    }

    /** False where the helper has to execute it and the block ends. */
    boolean translate(int row, int insn) {
        switch (row) {
            case A64Rows.HINT, A64Rows.SB -> {}
            case A64Rows.YIELD -> block.add(Micro.PAUSE, Micro.NONE, 0, 0);
            case A64Rows.DMB -> {
                // On this host only a later load may overtake an earlier store, which full barriers alone forbid.
                if ((insn >>> 8 & 3) == 3 || (insn >>> 8 & 3) == 0) {
                    block.add(Micro.FENCE, Micro.NONE, 0, 0);
                }
            }
            case A64Rows.DSB -> {
                block.add(Micro.FENCE, Micro.NONE, 0, 0);
                block.add(Micro.HELPER_END_UNLESS_ZERO, Micro.NONE, 0, 0, 0, CpuState.BROADCASTS);
            }
            case A64Rows.SYS -> maintain(insn);
            case A64Rows.CLREX -> block.add(Micro.STATE_STORE, Micro.NONE, Micro.ZERO, 0, 0, CpuState.EXCLUSIVE_SIZE);
            case A64Rows.MRS -> read(insn);
            case A64Rows.MSR_reg -> {
                return write(insn);
            }
            case A64Rows.MSR_imm -> {
                return writeImmediate(insn);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Whether an MRS or MSR instruction is about NZCV. */
    static boolean isNzcv(int insn) {
        return register(insn) == NZCV;
    }

    private static int register(int insn) {
        return insn >>> 5 & 0xffff;
    }

    /** What SCTLR_EL1 keeps from EL0, and what faults, the helper sees to. */
    private void maintain(int insn) {
        int operation = register(insn);
        int address = rt(insn);
        boolean cleans = operation == DC_CVAC || operation == DC_CVAU || operation == DC_CIVAC;
        if (address == 31 || !cleans && operation != DC_ZVA && operation != IC_IVAU) {
            block.add(Micro.HELPER, Micro.NONE, 0, 0);
            return;
        }
        int right = operation == DC_ZVA ? ZEROES : MAINTAINS;
        block.add(Micro.HELPER_IF_CLEAR, Micro.NONE, 0, 0, right, CpuState.MAINTENANCE);
        if (operation == DC_ZVA) {
            block.add(Micro.ZERO_BLOCK, Micro.NONE, address, 0, IdRegisters.ZERO_BLOCK_BYTES >> 8, 0);
        } else if (cleans) {
            // Data is coherent.
            block.add(Micro.PROBE, Micro.NONE, address, 0);
        } else {
            block.add(Micro.PROBE_CODE, Micro.NONE, address, 0, CodeMarks.LOG2_COUNT, marks.address());
        }
    }

    private void requireEl1h() {
        block.add(Micro.HELPER_IF_CLEAR, Micro.NONE, 0, 0, 1, CpuState.EL1H);
    }

    /** CNTKCTL_EL1 may keep the counters from EL0. */
    private void requireCounter(int any) {
        block.add(Micro.HELPER_IF_CLEAR, Micro.NONE, 0, 0, any, CpuState.COUNTERS);
    }

    private void read(int insn) {
        int register = register(insn);
        int d = target(rt(insn));
        if (register == TPIDR_EL0) {
            load(d, CpuState.TPIDR_EL0);
        } else if (register == TPIDRRO_EL0) {
            load(d, CpuState.TPIDRRO_EL0);
        } else if (register == DCZID_EL0) {
            load(d, CpuState.DCZID_EL0);
        } else if (register == CTR_EL0) {
            // SCTLR_EL1.UCT may keep it from EL0: the helper sees to that.
            requireEl1h();
            if (d != Micro.NONE) {
                block.addImm(Micro.MOV, d, Micro.ZERO, IdRegisters.CACHE_TYPE);
            }
        } else if (register == CNTFRQ_EL0 && d != Micro.NONE) {
            requireCounter(PHYSICAL | VIRTUAL);
            block.addImm(Micro.MOV, d, Micro.ZERO, Timers.FREQUENCY);
        } else if ((register == CNTVCT_EL0 || register == CNTPCT_EL0) && d != Micro.NONE && CLOCK) {
            requireCounter(register == CNTVCT_EL0 ? VIRTUAL : PHYSICAL);
            block.add(Micro.CLOCK, d, 0, 0, 0, CpuState.COUNTER_ORIGIN);
        } else if (offsetOf(register) >= 0) {
            requireEl1h();
            load(d, offsetOf(register));
        } else {
            block.add(Micro.HELPER, Micro.NONE, 0, 0);
        }
    }

    /** Where the state holds a register that EL1 may read as it is; -1 where it does not. */
    private static int offsetOf(int register) {
        if (register == ESR_EL1) {
            return CpuState.ESR_EL1;
        } else if (register == FAR_EL1) {
            return CpuState.FAR_EL1;
        } else if (register == ELR_EL1) {
            return CpuState.ELR_EL1;
        } else if (register == SPSR_EL1) {
            return CpuState.SPSR_EL1;
        } else if (register == TCR_EL1) {
            return CpuState.TCR_EL1;
        } else if (register == SP_EL0) {
            return CpuState.SP_EL0;
        } else if (register == TPIDR_EL1) {
            return CpuState.TPIDR_EL1;
        } else if (register == DAIF) {
            return CpuState.DAIF;
        }
        return -1;
    }

    private void load(int d, int offset) {
        if (d != Micro.NONE) {
            block.add(Micro.STATE_LOAD, d, 0, 0, 0, offset);
        }
    }

    private void store(int a, int offset) {
        block.add(Micro.STATE_STORE, Micro.NONE, a, 0, 0, offset);
    }

    private boolean write(int insn) {
        int register = register(insn);
        int value = source(rt(insn));
        if (register == TPIDR_EL0) {
            store(value, CpuState.TPIDR_EL0);
        } else if (register == ESR_EL1 || register == SPSR_EL1) {
            requireEl1h();
            block.add(Micro.EXTEND, T0, value, 0, 4, 0);
            store(T0, offsetOf(register));
        } else if (register == ELR_EL1 || register == FAR_EL1 || register == TPIDR_EL1 || register == SP_EL0) {
            requireEl1h();
            store(value, offsetOf(register));
        } else if (register == DAIF) {
            requireEl1h();
            block.add(Micro.HELPER_UNLESS_ZERO, Micro.NONE, 0, 0, 0, CpuState.LINES);
            block.addImm(Micro.AND, T0, value, Pstate.DAIF);
            store(T0, CpuState.DAIF);
        } else {
            return false;
        }
        return true;
    }

    private boolean writeImmediate(int insn) {
        int field = (insn >>> 16 & 7) << 3 | insn >>> 5 & 7;
        long bits = (insn >>> 8 & 15) << 6;
        if (field == DAIF_SET) {
            requireEl1h();
            load(T0, CpuState.DAIF);
            block.addImm(Micro.OR, T0, T0, bits);
            store(T0, CpuState.DAIF);
        } else if (field == DAIF_CLEAR) {
            requireEl1h();
            block.add(Micro.HELPER_UNLESS_ZERO, Micro.NONE, 0, 0, 0, CpuState.LINES);
            load(T0, CpuState.DAIF);
            block.addImm(Micro.AND, T0, T0, ~bits);
            store(T0, CpuState.DAIF);
        } else {
            return false;
        }
        return true;
    }
}
