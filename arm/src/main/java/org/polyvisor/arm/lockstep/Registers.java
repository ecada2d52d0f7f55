package org.polyvisor.arm.lockstep;

import java.util.Locale;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.exception.GuestException;

/** A copy of a vCPU's state, and the exception that the last instruction raised. */
final class Registers {
    private static final int WORDS = CpuState.SIZE / 8;
    private static final int PENDING = CpuState.PENDING / 8;
    private static final int LINES = CpuState.LINES / 8;

    /** What must be the same; flags, vectors and the exclusive monitor are looked at apart. */
    private enum Word {
        PC(CpuState.PC),
        FPCR(CpuState.FPCR),
        FPSR(CpuState.FPSR),
        SP_EL0(CpuState.SP_EL0),
        SP_EL1(CpuState.SP_EL1),
        TPIDR_EL0(CpuState.TPIDR_EL0),
        TPIDRRO_EL0(CpuState.TPIDRRO_EL0),
        TPIDR_EL1(CpuState.TPIDR_EL1),
        ESR_EL1(CpuState.ESR_EL1),
        FAR_EL1(CpuState.FAR_EL1),
        ELR_EL1(CpuState.ELR_EL1),
        SPSR_EL1(CpuState.SPSR_EL1),
        TCR_EL1(CpuState.TCR_EL1),
        DAIF(CpuState.DAIF),
        EL1H(CpuState.EL1H),
        FP_TRAPS(CpuState.FP_TRAPS),
        FP_SLOW(CpuState.FP_SLOW),
        ZERO(CpuState.ZERO_SLOT * 8),
        CODE_TABLE(CpuState.CODE_TABLE),
        DATA_TABLE(CpuState.DATA_TABLE),
        USER_TABLE(CpuState.USER_TABLE),
        EXCLUSIVE_SIZE(CpuState.EXCLUSIVE_SIZE);

        private final int offset;

        Word(int offset) {
            this.offset = offset;
        }
    }

    private static final Word[] COMPARED = Word.values();

    private final long[] words = new long[WORDS];
    private int nzcv;
    private int exceptionClass = -1;
    private int iss;
    private long far;
    private boolean leftRam;

    /** Copies what a vCPU has. */
    void take(CpuState state) {
        for (int i = 0; i < WORDS; i++) {
            words[i] = state.get(i * 8);
        }
        nzcv = state.nzcv();
    }

    /** Gives it back, save what other threads write. */
    void put(CpuState state) {
        for (int i = 0; i < WORDS; i++) {
            if (i != PENDING && i != LINES) {
                state.set(i * 8, words[i]);
            }
        }
    }

    void clearException() {
        exceptionClass = -1;
        leftRam = false;
    }

    void takeException(GuestException e) {
        exceptionClass = e.exceptionClass();
        iss = e.iss();
        far = e.far();
    }

    /** It went to a device, where it should not have gone. */
    void takeDeviceAccess() {
        leftRam = true;
    }

    boolean raised() {
        return exceptionClass >= 0;
    }

    /** The exception, to be thrown. */
    GuestException exception(Vcpu cpu) {
        return cpu.raise(exceptionClass, iss, far);
    }

    long pc() {
        return get(CpuState.PC);
    }

    private long get(int offset) {
        return words[offset / 8];
    }

    /** Whether the guest would find the same. */
    boolean matches(Registers other, boolean flagsCount) {
        return sameGeneral(other)
                && sameVectors(other)
                && sameExclusive(other)
                && (nzcv == other.nzcv || !flagsCount)
                && sameException(other);
    }

    private boolean sameGeneral(Registers other) {
        for (int i = 0; i <= CpuState.SP_SLOT; i++) {
            if (words[i] != other.words[i]) {
                return false;
            }
        }
        for (Word word : COMPARED) {
            if (get(word.offset) != other.get(word.offset)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameVectors(Registers other) {
        for (int i = CpuState.V / 8; i < CpuState.V / 8 + 64; i++) {
            if (words[i] != other.words[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean sameExclusive(Registers other) {
        long size = get(CpuState.EXCLUSIVE_SIZE);
        return size == 0
                || get(CpuState.EXCLUSIVE_ADDRESS) == other.get(CpuState.EXCLUSIVE_ADDRESS)
                        && get(CpuState.EXCLUSIVE_LOW) == other.get(CpuState.EXCLUSIVE_LOW)
                        && (size < 16 || get(CpuState.EXCLUSIVE_HIGH) == other.get(CpuState.EXCLUSIVE_HIGH));
    }

    private boolean sameException(Registers other) {
        return exceptionClass == other.exceptionClass
                && leftRam == other.leftRam
                && (exceptionClass < 0 || iss == other.iss && far == other.far);
    }

    /** One line for each difference from {@code reference}. */
    void describeDifferences(Registers reference, boolean flagsCount, StringBuilder text) {
        for (int i = 0; i <= CpuState.SP_SLOT; i++) {
            describe(i == CpuState.SP_SLOT ? "SP" : "X" + i, reference.words[i], words[i], text);
        }
        for (Word word : COMPARED) {
            describe(word.name(), reference.get(word.offset), get(word.offset), text);
        }
        for (int i = 0; i < 64; i++) {
            int at = CpuState.V / 8 + i;
            describe("V" + i / 2 + ((i & 1) == 0 ? " low" : " high"), reference.words[at], words[at], text);
        }
        if (!sameExclusive(reference)) {
            text.append("  exclusive monitor: %s; %s%n".formatted(reference.monitor(), monitor()));
        }
        if (flagsCount) {
            describe("NZCV", reference.nzcv, nzcv, text);
        }
        if (!sameException(reference)) {
            text.append("  exception: %s; %s%n".formatted(reference.exceptionText(), exceptionText()));
        }
    }

    private static void describe(String name, long reference, long own, StringBuilder text) {
        if (reference != own) {
            text.append(String.format(Locale.ROOT, "  %s: %016x %016x%n", name, reference, own));
        }
    }

    private String monitor() {
        return String.format(
                Locale.ROOT,
                "%d bytes at %016x, %016x %016x",
                get(CpuState.EXCLUSIVE_SIZE),
                get(CpuState.EXCLUSIVE_ADDRESS),
                get(CpuState.EXCLUSIVE_LOW),
                get(CpuState.EXCLUSIVE_HIGH));
    }

    private String exceptionText() {
        return leftRam
                ? "access to a device"
                : exceptionClass < 0
                        ? "none"
                        : String.format(
                                Locale.ROOT, "class %02x, syndrome %x, address %016x", exceptionClass, iss, far);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i <= CpuState.SP_SLOT; i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-3s %016x%s",
                    i == CpuState.SP_SLOT ? "sp" : "x" + i,
                    words[i],
                    i % 4 == 3 ? "\n" : ""));
        }
        text.append(String.format(
                Locale.ROOT,
                "  pc  %016x  nzcv %s  fpcr %x  fpsr %x  daif %x  exclusive: %s  exception: %s%n",
                pc(),
                Integer.toBinaryString(nzcv | 16).substring(1),
                get(CpuState.FPCR),
                get(CpuState.FPSR),
                get(CpuState.DAIF),
                monitor(),
                exceptionText()));
        for (int i = 0; i < 32; i++) {
            int at = CpuState.V / 8 + 2 * i;
            text.append(String.format(
                    Locale.ROOT, "  v%-2d %016x%016x%s", i, words[at + 1], words[at], i % 2 == 1 ? "\n" : ""));
        }
        return text.toString();
    }
}
