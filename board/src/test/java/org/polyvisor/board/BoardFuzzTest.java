package org.polyvisor.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.polyvisor.arm.bus.BusAbort;
import org.polyvisor.arm.bus.GicCpuInterface;
import org.polyvisor.board.device.HostClock;
import org.polyvisor.board.firmware.CallRegisters;
import org.polyvisor.host.ServiceThreads;

/** A hostile guest on two vCPUs, and devices that raise interrupts meanwhile: nothing throws, nothing gets stuck. */
class BoardFuzzTest {
    private static final int STEPS = 150_000;
    private static final int SPURIOUS = 1023;

    private static final int IAR1 = icc(12, 12, 0);
    private static final int EOIR1 = icc(12, 12, 1);
    private static final int BPR1 = icc(12, 12, 3);
    private static final int CTLR = icc(12, 12, 4);
    private static final int IGRPEN1 = icc(12, 12, 7);
    private static final int IGRPEN0 = icc(12, 12, 6);
    private static final int AP0R0 = icc(12, 8, 4);
    private static final int AP1R0 = icc(12, 9, 0);
    private static final int RPR = icc(12, 11, 3);
    private static final int HPPIR1 = icc(12, 12, 2);
    private static final int PMR = icc(4, 6, 0);

    /** Device frames worth hitting, and where each ends. */
    private static final long[][] FRAMES = {
        {0x800_0000L, 0x1_0000},
        {0x80a_0000L, 0x4_0000},
        {0x900_0000L, 0x1000},
        {0x901_0000L, 0x1000},
        {0x903_0000L, 0x1000},
        {0x90a_0000L, 0x1_0000},
        {0xa00_0000L, 0x4000},
        {0x400_0000L, 0x10_0000},
        {0x3fff_f000L, 0x3000},
        {0, 0x1000},
    };

    private static int icc(int crn, int crm, int op2) {
        return GicCpuInterface.encoding(3, 0, crn, crm, op2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_123})
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void hostileGuestHarmsNothing(long seed) throws Exception {
        AtomicIntegerArray irq = new AtomicIntegerArray(2);
        try (HostClock clock = new HostClock(ServiceThreads.ORDINARY);
                Board board = new Board(new BoardConfig(2, 4L << 20), new IdlePower(), value -> value != 7, clock);
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            board.connectVcpu(0, asserted -> irq.set(0, asserted ? 1 : 0), asserted -> {}, asserted -> {});
            board.connectVcpu(1, asserted -> irq.set(1, asserted ? 1 : 0), asserted -> {}, asserted -> {});
            List<Future<?>> runs = new ArrayList<>();
            runs.add(threads.submit(() -> attack(board, 0, new SplittableRandom(seed))));
            runs.add(threads.submit(() -> attack(board, 1, new SplittableRandom(seed + 1))));
            runs.add(threads.submit(() -> raise(board, new SplittableRandom(seed + 2))));
            for (Future<?> run : runs) {
                run.get();
            }

            becomeQuiet(board);
            assertThat(irq.get(0)).as("seed %d", seed).isZero();
            assertThat(irq.get(1)).as("seed %d", seed).isZero();
            assertThat(deliveredInOrder(board)).as("seed %d", seed).containsExactly(40, 41, 42);
        }
    }

    private static void attack(Board board, int vcpu, SplittableRandom random) {
        GicCpuInterface registers = board.cpuInterface(vcpu);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> access(board, random, false);
                case 3, 4 -> access(board, random, true);
                case 5 -> registers.readRegister(anyIcc(random));
                case 6 -> registers.writeRegister(anyIcc(random), anyValue(random));
                default -> board.firmware().handle(new FuzzRegisters(random), vcpu);
            }
            check(registers);
        }
    }

    /** What must hold at any moment, whatever was written. */
    private static void check(GicCpuInterface registers) {
        long running = registers.readRegister(RPR);
        long pending = registers.readRegister(HPPIR1);
        if (running != 0xff && (running & 7) != 0 || pending != SPURIOUS && pending >= 288) {
            throw new IllegalStateException("running priority 0x%x, pending %d".formatted(running, pending));
        }
    }

    private static void raise(Board board, SplittableRandom random) {
        for (int step = 0; step < STEPS; step++) {
            boolean level = random.nextBoolean();
            switch (random.nextInt(4)) {
                case 0 -> board.virtioLine(random.nextInt(32)).set(level);
                case 1 -> board.ppi(random.nextInt(2), 16 + random.nextInt(16)).set(level);
                case 2 -> board.uart().offer(new byte[] {1, 2, 3}, 0, random.nextInt(4));
                default -> board.uart().sinkReady();
            }
        }
    }

    private static void access(Board board, SplittableRandom random, boolean write) {
        long[] frame = FRAMES[random.nextInt(FRAMES.length)];
        int size = 1 << random.nextInt(4);
        long address = frame[0] + (random.nextLong(frame[1]) & -size);
        try {
            if (write) {
                board.bus().write(address, size, anyValue(random));
            } else {
                board.bus().read(address, size);
            }
        } catch (BusAbort expected) {
            // The guest's own fault.
        }
    }

    private static int anyIcc(SplittableRandom random) {
        return random.nextInt(16) == 0 ? PMR : icc(12, 8 + random.nextInt(5), random.nextInt(8));
    }

    private static long anyValue(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(300);
            case 1 -> -1;
            case 2 -> 1L << random.nextInt(64);
            default -> random.nextLong();
        };
    }

    /** Puts everything back through the registers, as a kernel does that starts over. */
    private static void becomeQuiet(Board board) throws BusAbort {
        for (int slot = 0; slot < 32; slot++) {
            board.virtioLine(slot).set(false);
        }
        for (int vcpu = 0; vcpu < 2; vcpu++) {
            for (int intid = 16; intid < 32; intid++) {
                board.ppi(vcpu, intid).set(false);
            }
            quietWord(board, 0x80b_0000L + vcpu * 0x2_0000L, 0);
            board.bus().write(0x80a_0014L + vcpu * 0x2_0000L, 4, 0);
            GicCpuInterface registers = board.cpuInterface(vcpu);
            registers.writeRegister(AP0R0, 0);
            registers.writeRegister(AP1R0, 0);
            registers.writeRegister(CTLR, 0);
            registers.writeRegister(BPR1, 0);
            registers.writeRegister(IGRPEN0, 0);
            registers.writeRegister(IGRPEN1, 1);
            registers.writeRegister(PMR, 0xf8);
        }
        for (int word = 1; word < 9; word++) {
            quietWord(board, 0x800_0000L, word);
        }
        board.bus().write(0x800_0000L, 4, 2);
    }

    private static void quietWord(Board board, long frame, int word) throws BusAbort {
        board.bus().write(frame + 0x180 + 4L * word, 4, 0xffff_ffffL);
        board.bus().write(frame + 0x280 + 4L * word, 4, 0xffff_ffffL);
        board.bus().write(frame + 0x380 + 4L * word, 4, 0xffff_ffffL);
        board.bus().write(frame + 0x080 + 4L * word, 4, 0xffff_ffffL);
    }

    /** Three interrupts made pending in reverse order of urgency come out most urgent first. */
    private static List<Integer> deliveredInOrder(Board board) throws BusAbort {
        for (int intid = 40; intid < 43; intid++) {
            board.bus().write(0x800_6000L + 8L * intid, 8, 0);
            board.bus().write(0x800_0400L + intid, 1, 0x10L * (intid - 39));
        }
        board.bus().write(0x800_0204L, 4, 7 << 8);
        board.bus().write(0x800_0104L, 4, 7 << 8);
        GicCpuInterface registers = board.cpuInterface(0);
        List<Integer> delivered = new ArrayList<>();
        for (long intid = registers.readRegister(IAR1); intid != SPURIOUS; intid = registers.readRegister(IAR1)) {
            delivered.add((int) intid);
            registers.writeRegister(EOIR1, intid);
        }
        return delivered;
    }

    private static final class FuzzRegisters implements CallRegisters {
        private final long[] x;

        FuzzRegisters(SplittableRandom random) {
            x = random.longs(18).toArray();
            int function = random.nextInt(0x60);
            int[] owners = {0x8000_0000, 0x8400_0000, 0xc400_0000, 0xc500_0000, 0x8600_ff00};
            x[0] = owners[random.nextInt(owners.length)] | function;
            x[1] = anyValue(random);
        }

        @Override
        public long get(int register) {
            return x[register];
        }

        @Override
        public void set(int register, long value) {
            x[register] = value;
        }
    }
}
