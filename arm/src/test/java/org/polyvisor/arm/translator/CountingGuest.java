package org.polyvisor.arm.translator;

import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.host.Memory;

/**
 * A guest on a {@link SmallMachine}'s first vCPU that counts in X0 and in memory until it is told to stop, or by itself
 * after some turns: where the JVM waits for it, a test fails in place of hanging.
 */
public final class CountingGuest {
    private static final long CODE = SmallMachine.RAM + 0x1_0000;
    private static final long STOP = SmallMachine.RAM + 0x3_0000;
    private static final long COUNTER = SmallMachine.RAM + 0x3_0040;

    /** Counts in X0 and at X2, until there is something at X1, or X4 turns are over. */
    private static final int[] COUNTS = {
        0x9100_0400, // add x0, x0, #1
        0xf900_0040, // str x0, [x2]
        0xf100_0484, // subs x4, x4, #1
        0x5400_0060, // b.eq to the end
        0xf940_0023, // ldr x3, [x1]
        0xb4ff_ff63, // cbz x3, to the beginning
        SmallMachine.HVC_STOP
    };

    private final SmallMachine machine;
    private final Vcpu cpu;
    private final Thread thread;

    /** @param turns after how many it ends by itself */
    public CountingGuest(SmallMachine machine, long turns) {
        this.machine = machine;
        machine.put(CODE, COUNTS);
        cpu = machine.prepare(0, CODE);
        cpu.setX(0, 0);
        cpu.setX(1, STOP);
        cpu.setX(2, COUNTER);
        cpu.setX(4, turns);
        thread = Thread.ofPlatform().start(() -> machine.run(0));
    }

    /** How many turns it has counted. */
    public long count() {
        return Memory.getLongVolatile(counter());
    }

    /** Where its counter is in this process. */
    long counter() {
        return machine.host(COUNTER);
    }

    /** Tells it to stop and waits until it has. */
    public void stop() throws InterruptedException {
        Memory.putLongVolatile(machine.host(STOP), 1);
        thread.join();
    }

    /** How many turns were left when it stopped. */
    long turnsLeft() {
        return cpu.x(4);
    }
}
