package org.polyvisor.arm.a64.integer;

import org.polyvisor.arm.cpu.CpuState;

/** Sets N, Z, C and V from results. W operations work on values shifted up by 32, so that one form serves both. */
final class Flags {
    private Flags() {}

    /** AddWithCarry (DDI 0487): returns a + b + carry in 32 or 64 bits, zero-extended, and sets all four flags. */
    static long add(CpuState state, boolean is64, long a, long b, int carry) {
        long result;
        long carryOut;
        long overflow;
        if (is64) {
            result = a + b + carry;
            // The carry out of the top bit, from the three top bits.
            carryOut = (a & b | (a | b) & ~result) >>> 63;
            overflow = (a ^ result) & (b ^ result);
            state.set(CpuState.FLAG_N, result);
            state.set(CpuState.FLAG_Z, result);
        } else {
            long sum = (a & 0xffff_ffffL) + (b & 0xffff_ffffL) + carry;
            result = sum & 0xffff_ffffL;
            carryOut = sum >>> 32;
            overflow = ((a ^ sum) & (b ^ sum)) << 32;
            state.set(CpuState.FLAG_N, sum << 32);
            state.set(CpuState.FLAG_Z, result);
        }
        state.set(CpuState.FLAG_C, carryOut);
        state.set(CpuState.FLAG_V, overflow);
        return result;
    }

    /** N and Z from a result in 32 or 64 bits, C and V cleared. */
    static void logical(CpuState state, boolean is64, long result) {
        state.set(CpuState.FLAG_N, is64 ? result : result << 32);
        state.set(CpuState.FLAG_Z, is64 ? result : result & 0xffff_ffffL);
        state.set(CpuState.FLAG_C, 0);
        state.set(CpuState.FLAG_V, 0);
    }
}
