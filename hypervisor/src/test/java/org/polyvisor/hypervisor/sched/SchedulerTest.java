package org.polyvisor.hypervisor.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.polyvisor.hypervisor.sched.PcpuLab.BUSY;
import static org.polyvisor.hypervisor.sched.PcpuLab.IDLE;
import static org.polyvisor.hypervisor.sched.PcpuLab.await;
import static org.polyvisor.hypervisor.sched.PcpuLab.sleep;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.sched.PcpuLab.Machine;

@Timeout(20)
class SchedulerTest {
    private final PcpuLab one = new PcpuLab(Scheduler.unbound(1));
    private final PcpuLab two = new PcpuLab(Scheduler.unbound(2));

    @AfterEach
    void close() {
        one.close();
        two.close();
        assertThat(one.failures).isEmpty();
        assertThat(two.failures).isEmpty();
    }

    private static Placement fair(int weight, int cap) {
        return new Placement(new Scheduling.Fair(weight, cap), Set.of());
    }

    private static Placement realTime(int priority, int budgetMicros, int periodMicros) {
        return new Placement(
                new Scheduling.RealTime(
                        priority, Duration.ofNanos(budgetMicros * 1000L), Duration.ofNanos(periodMicros * 1000L)),
                Set.of());
    }

    @Test
    void machinesOnOnePcpuShareItByTheirWeights() {
        Machine light = one.machine("light", fair(100, 100), BUSY).start();
        Machine heavy = one.machine("heavy", fair(300, 100), BUSY).start();

        await(() -> light.usage().runNanos() > 300_000_000L);

        double ratio = (double) heavy.usage().runNanos() / light.usage().runNanos();
        assertThat(ratio).isBetween(2.7, 3.3);
    }

    @Test
    void cappedMachineGetsNoMoreThanItsCapThoughThePcpuIsFree() {
        Machine capped = one.machine("capped", fair(100, 25), BUSY).start();
        long begin = System.nanoTime();

        sleep(400);

        long wall = System.nanoTime() - begin;
        assertThat((double) capped.usage().runNanos() / wall).isLessThan(0.32);
        assertThat(capped.usage().throttles()).isPositive();
    }

    @Test
    void realTimeMachineRunsWhileFairOnesAreBusy() {
        one.machine("busy", Placement.DEFAULT, BUSY).start();
        Machine urgent = one.machine("urgent", realTime(50, 500, 1000), IDLE).start();
        await(() -> urgent.usage().state().equals("blocked"));
        long before = urgent.rounds.get();

        for (int i = 1; i <= 20; i++) {
            long seen = urgent.rounds.get();
            urgent.cpu.wake();
            await(() -> urgent.rounds.get() > seen);
        }

        assertThat(urgent.rounds.get()).isGreaterThanOrEqualTo(before + 20);
    }

    @Test
    void realTimeMachineThatNeverSleepsLeavesWhatItsBudgetLeaves() {
        Machine greedy = one.machine("greedy", realTime(50, 2000, 10_000), BUSY).start();
        Machine modest = one.machine("modest", Placement.DEFAULT, BUSY).start();
        long begin = System.nanoTime();

        await(() -> modest.usage().runNanos() > 200_000_000L);

        long wall = System.nanoTime() - begin;
        assertThat((double) greedy.usage().runNanos() / wall).isLessThan(0.25);
        assertThat(greedy.usage().throttles()).isPositive();
    }

    @Test
    void higherPriorityPreemptsLower() {
        CountDownLatch ran = new CountDownLatch(1);
        Machine low = one.machine("low", realTime(10, 900_000, 1_000_000), BUSY).start();
        await(() -> low.usage().runNanos() > 0);
        Machine high = one.machine("high", realTime(20, 1000, 100_000), machine -> {
            ran.countDown();
            machine.cpu.waitForInterrupt();
        });

        high.start();

        assertThat(awaitQuietly(ran)).isTrue();
    }

    @Test
    void whatCannotBeGuaranteedIsRefusedWithTheArithmetic() {
        one.machine("first", realTime(50, 600, 1000), IDLE).start();

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> one.machine("second", realTime(40, 600, 1000), IDLE))
                .withMessageContaining("second")
                .withMessageContaining("600 µs");
    }

    @Test
    void closedMachineGivesItsBudgetBack() {
        one.machine("first", realTime(50, 600, 1000), IDLE).start().vcpus.close();

        Machine second = one.machine("second", realTime(40, 600, 1000), IDLE).start();

        await(() -> second.rounds.get() > 0);
        assertThat(second.rounds.get()).isPositive();
    }

    @Test
    void noWakeIsLostInManyRaces() {
        AtomicLong given = new AtomicLong();
        AtomicLong taken = new AtomicLong();
        Machine sleeper = two.machine("sleeper", Placement.DEFAULT, machine -> {
            taken.set(given.get());
            machine.cpu.waitForInterrupt();
        });
        sleeper.start();

        for (int i = 1; i <= 100_000; i++) {
            given.incrementAndGet();
            sleeper.cpu.wake();
        }

        await(() -> taken.get() == given.get());
        assertThat(taken.get()).isEqualTo(100_000);
    }

    @Test
    void timerNeverExpiresBeforeItsTimeAndAlwaysDoes() {
        AtomicLong early = new AtomicLong();
        AtomicLong deadline = new AtomicLong(Long.MIN_VALUE);
        Machine sleeper = one.machine("sleeper", Placement.DEFAULT, machine -> {
            long now = System.nanoTime();
            if (now >= deadline.get()) {
                deadline.set(now + 200_000);
                machine.vcpus.scheduleTimer(machine.cpu, deadline.get());
            } else {
                early.incrementAndGet();
            }
            machine.cpu.waitForInterrupt();
        });

        sleeper.start();

        await(() -> sleeper.rounds.get() > 500);
        assertThat(early.get()).isZero();
    }

    @Test
    void timerOfASleepingMachineExpiresWhileAnotherIsBusy() {
        AtomicLong expiries = new AtomicLong();
        Machine sleeper = one.machine("sleeper", Placement.DEFAULT, machine -> {
            expiries.incrementAndGet();
            machine.vcpus.scheduleTimer(machine.cpu, System.nanoTime() + 1_000_000);
            machine.cpu.waitForInterrupt();
        });
        one.machine("busy", Placement.DEFAULT, BUSY).start();

        sleeper.start();

        await(() -> expiries.get() > 50);
        assertThat(expiries.get()).isGreaterThan(50);
    }

    @Test
    void waitingForAnEventEndsByItself() {
        Machine waiting = one.machine("waiting", Placement.DEFAULT, machine -> machine.cpu.waitForEvent());

        waiting.start();

        await(() -> waiting.rounds.get() > 100);
        assertThat(waiting.rounds.get()).isGreaterThan(100);
    }

    @Test
    void pausedMachineStandsStillUntilItIsResumed() {
        Machine machine = two.machine("machine", Placement.DEFAULT, BUSY).start();
        await(() -> machine.rounds.get() > 0);

        machine.vcpus.pause();

        long paused = machine.rounds.get();
        sleep(50);
        assertThat(machine.rounds.get()).isEqualTo(paused);
        machine.vcpus.resume();
        await(() -> machine.rounds.get() > paused);
    }

    @Test
    void busyMachinesMoveWhenTheirPcpuIsParked() {
        List<Machine> machines = IntStream.range(0, 4)
                .mapToObj(i -> two.machine("m" + i, Placement.DEFAULT, BUSY).start())
                .toList();
        await(() -> machines.stream().allMatch(machine -> machine.usage().runNanos() > 0));

        two.scheduler.park(1);

        assertThat(two.scheduler.pcpus().get(1).parked()).isTrue();
        long busy = two.scheduler.pcpus().get(1).busyNanos();
        long[] rounds =
                machines.stream().mapToLong(machine -> machine.rounds.get()).toArray();
        await(() -> IntStream.range(0, 4).allMatch(i -> machines.get(i).rounds.get() > rounds[i]));
        assertThat(two.scheduler.pcpus().get(1).busyNanos()).isEqualTo(busy);
        two.scheduler.unpark(1);
        await(() -> two.scheduler.pcpus().get(1).busyNanos() > busy);
    }

    @Test
    void realTimeMachineKeepsItsPeriodsOnAnotherPcpu() {
        Machine ticking = two.machine("ticking", realTime(50, 500, 2000), machine -> {
            machine.vcpus.scheduleTimer(machine.cpu, System.nanoTime() + 1_000_000);
            machine.cpu.waitForInterrupt();
        });
        ticking.start();
        await(() -> ticking.rounds.get() > 10);

        two.scheduler.park(ticking.usage().pcpu());

        long rounds = ticking.rounds.get();
        await(() -> ticking.rounds.get() > rounds + 10);
        assertThat(two.scheduler.pcpus().get(ticking.usage().pcpu()).parked()).isFalse();
    }

    @Test
    void lastPcpuAndOneThatAMachineNeedsAreNotParked() {
        two.machine("bound", new Placement(Scheduling.Fair.DEFAULT, Set.of(1)), IDLE)
                .start();

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> two.scheduler.park(1))
                .withMessageContaining("bound");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> one.scheduler.park(0))
                .withMessageContaining("last");
    }

    @Test
    void machinesComeAndGoWhileOthersRun() {
        Machine steady = two.machine("steady", Placement.DEFAULT, BUSY).start();

        for (int i = 0; i < 60; i++) {
            Machine brief = two.machine("brief" + i, Placement.DEFAULT, i % 2 == 0 ? BUSY : IDLE);
            brief.start();
            brief.vcpus.close();
        }

        long rounds = steady.rounds.get();
        await(() -> steady.rounds.get() > rounds);
        assertThat(two.scheduler.vcpus()).hasSize(1);
    }

    @Test
    void stolenTimeIsWhatAMachineWaited() {
        Machine first = one.machine("first", Placement.DEFAULT, BUSY).start();
        Machine second = one.machine("second", Placement.DEFAULT, BUSY).start();

        await(() -> second.usage().runNanos() > 100_000_000L);

        // While one ran, the other waited.
        assertThat(first.usage().stolenNanos()).isGreaterThan(second.usage().runNanos() / 2);
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
