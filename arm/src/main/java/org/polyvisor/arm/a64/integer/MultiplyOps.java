package org.polyvisor.arm.a64.integer;

import static org.polyvisor.arm.a64.Fields.is64;
import static org.polyvisor.arm.a64.Fields.ra;
import static org.polyvisor.arm.a64.Fields.rd;
import static org.polyvisor.arm.a64.Fields.rm;
import static org.polyvisor.arm.a64.Fields.rn;

import org.polyvisor.arm.cpu.Vcpu;

/** Multiplication, division and the CRC32 checksums. */
public final class MultiplyOps {
    /** Reflected polynomials of CRC-32 (IEEE 802.3) and CRC-32C (Castagnoli). */
    private static final int[] CRC32_TABLE = crcTable(0xedb88320);

    private static final int[] CRC32C_TABLE = crcTable(0x82f63b78);

    private MultiplyOps() {}

    private static void set(Vcpu cpu, int insn, long value) {
        cpu.setX(rd(insn), is64(insn) ? value : value & 0xffff_ffffL);
    }

    public static void madd(Vcpu cpu, int insn) {
        set(cpu, insn, cpu.x(ra(insn)) + cpu.x(rn(insn)) * cpu.x(rm(insn)));
    }

    public static void msub(Vcpu cpu, int insn) {
        set(cpu, insn, cpu.x(ra(insn)) - cpu.x(rn(insn)) * cpu.x(rm(insn)));
    }

    private static long signedProduct(Vcpu cpu, int insn) {
        return (long) cpu.w(rn(insn)) * cpu.w(rm(insn));
    }

    private static long unsignedProduct(Vcpu cpu, int insn) {
        return (cpu.x(rn(insn)) & 0xffff_ffffL) * (cpu.x(rm(insn)) & 0xffff_ffffL);
    }

    public static void smaddl(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), cpu.x(ra(insn)) + signedProduct(cpu, insn));
    }

    public static void smsubl(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), cpu.x(ra(insn)) - signedProduct(cpu, insn));
    }

    public static void umaddl(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), cpu.x(ra(insn)) + unsignedProduct(cpu, insn));
    }

    public static void umsubl(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), cpu.x(ra(insn)) - unsignedProduct(cpu, insn));
    }

    public static void smulh(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), Math.multiplyHigh(cpu.x(rn(insn)), cpu.x(rm(insn))));
    }

    public static void umulh(Vcpu cpu, int insn) {
        cpu.setX(rd(insn), Math.unsignedMultiplyHigh(cpu.x(rn(insn)), cpu.x(rm(insn))));
    }

    public static void udiv(Vcpu cpu, int insn) {
        long divisor = is64(insn) ? cpu.x(rm(insn)) : cpu.x(rm(insn)) & 0xffff_ffffL;
        long dividend = is64(insn) ? cpu.x(rn(insn)) : cpu.x(rn(insn)) & 0xffff_ffffL;
        cpu.setX(rd(insn), divisor == 0 ? 0 : Long.divideUnsigned(dividend, divisor));
    }

    public static void sdiv(Vcpu cpu, int insn) {
        long divisor = is64(insn) ? cpu.x(rm(insn)) : cpu.w(rm(insn));
        long dividend = is64(insn) ? cpu.x(rn(insn)) : cpu.w(rn(insn));
        set(cpu, insn, divisor == 0 ? 0 : dividend / divisor);
    }

    private static int[] crcTable(int polynomial) {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ polynomial : crc >>> 1;
            }
            table[i] = crc;
        }
        return table;
    }

    private static void crc(Vcpu cpu, int insn, int[] table) {
        int crc = cpu.w(rn(insn));
        long data = cpu.x(rm(insn));
        int bytes = 1 << (insn >>> 10 & 3);
        for (int i = 0; i < bytes; i++) {
            crc = crc >>> 8 ^ table[(crc ^ (int) data) & 0xff];
            data >>>= 8;
        }
        cpu.setW(rd(insn), crc);
    }

    public static void crc32(Vcpu cpu, int insn) {
        crc(cpu, insn, CRC32_TABLE);
    }

    public static void crc32c(Vcpu cpu, int insn) {
        crc(cpu, insn, CRC32C_TABLE);
    }
}
