package org.polyvisor.arm.a64.system;

import org.polyvisor.arm.cpu.Sctlr;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.mmu.TlbRequest;
import org.polyvisor.arm.sysreg.IdRegisters;
import org.polyvisor.arm.sysreg.Traps;

/**
 * SYS: cache, address translation and TLB maintenance (DDI 0487, C5.3 to C5.5). Data caches are coherent with
 * everything, so data operations only check their address; instruction operations forget predecoded code.
 */
final class MaintenanceOps {
    private static final int IC = 7;
    private static final int TLBI = 8;

    private MaintenanceOps() {}

    /** {@code operation} is op1:CRn:CRm:op2. */
    static void execute(Vcpu cpu, int operation, long value) {
        int op1 = operation >>> 11;
        int crn = operation >>> 7 & 15;
        if (op1 == 3 && crn == IC) {
            userCacheOperation(cpu, operation, value);
        } else if (op1 == 0 && cpu.pstate().el == 1) {
            kernelOperation(cpu, operation, value);
        } else {
            throw cpu.undefined();
        }
    }

    private static void kernelOperation(Vcpu cpu, int operation, long value) {
        switch (operation) {
            // IC IALLUIS, IC IALLU
            case 7 << 7 | 1 << 3, 7 << 7 | 5 << 3 -> cpu.cluster().code().invalidateAll();
            // DC IVAC
            case 7 << 7 | 6 << 3 | 1 -> cpu.mmu().checkCacheMaintenance(value, false);
            // DC ISW, CSW, CISW
            case 7 << 7 | 6 << 3 | 2, 7 << 7 | 10 << 3 | 2, 7 << 7 | 14 << 3 | 2 -> {}
            // AT S1E1R, S1E1W, S1E0R, S1E0W
            case 7 << 7 | 8 << 3, 7 << 7 | 8 << 3 | 1, 7 << 7 | 8 << 3 | 2, 7 << 7 | 8 << 3 | 3 ->
                translate(cpu, value, (operation & 1) != 0, (operation & 2) != 0, false);
            // AT S1E1RP, S1E1WP
            case 7 << 7 | 9 << 3, 7 << 7 | 9 << 3 | 1 -> translate(cpu, value, (operation & 1) != 0, false, true);
            default -> {
                if ((operation >>> 7 & 15) != TLBI) {
                    throw cpu.undefined();
                }
                tlbOperation(cpu, operation >>> 3 & 15, operation & 7, value);
            }
        }
    }

    private static void translate(Vcpu cpu, long va, boolean write, boolean user, boolean withPan) {
        cpu.registers().par = cpu.mmu().translateForPar(va, write, user, withPan);
    }

    /** CRm 3 is the Inner Shareable form, 7 this vCPU's own; op2: VMALLE1, VAE1, ASIDE1, VAAE1, -, VALE1, -, VAALE1. */
    private static void tlbOperation(Vcpu cpu, int crm, int op2, long value) {
        if (crm != 3 && crm != 7) {
            throw cpu.undefined();
        }
        long va = value << 20 >> 8;
        int asid = (int) (value >>> 48);
        if ((cpu.registers().tcr >>> 36 & 1) == 0) {
            asid &= 0xff;
        }
        TlbRequest request = switch (op2) {
            case 0 -> TlbRequest.EVERYTHING;
            case 1, 5 -> new TlbRequest(TlbRequest.Kind.PAGE, va, asid);
            case 2 -> new TlbRequest(TlbRequest.Kind.ASID, 0, asid);
            case 3, 7 -> new TlbRequest(TlbRequest.Kind.PAGE_ALL_ASIDS, va, 0);
            default -> throw cpu.undefined();
        };
        cpu.invalidateTlb(request, crm == 3);
    }

    /** Operations that EL0 may do where SCTLR_EL1 lets it. */
    private static void userCacheOperation(Vcpu cpu, int operation, long value) {
        boolean user = cpu.pstate().el == 0;
        int low = operation & 0x7f;
        if (low == (4 << 3 | 1)) {
            requireAtEl0(cpu, user, Sctlr.DZE);
            zeroBlock(cpu, value);
            return;
        }
        requireAtEl0(cpu, user, Sctlr.UCI);
        switch (low) {
            // IC IVAU
            case 5 << 3 | 1 -> {
                cpu.mmu().checkCacheMaintenance(value, user);
                cpu.cluster()
                        .code()
                        .invalidate(
                                cpu.mmu().walker().physical() & -IdRegisters.CODE_LINE_BYTES,
                                IdRegisters.CODE_LINE_BYTES);
            }
            // DC CVAC, CVAU, CIVAC
            case 10 << 3 | 1, 11 << 3 | 1, 14 << 3 | 1 -> cpu.mmu().checkCacheMaintenance(value, user);
            default -> throw cpu.undefined();
        }
    }

    private static void requireAtEl0(Vcpu cpu, boolean user, long enable) {
        if (user && (cpu.registers().sctlr & enable) == 0) {
            throw Traps.trap(cpu);
        }
    }

    private static void zeroBlock(Vcpu cpu, long address) {
        cpu.mmu().zero(address, IdRegisters.ZERO_BLOCK_BYTES);
    }
}
