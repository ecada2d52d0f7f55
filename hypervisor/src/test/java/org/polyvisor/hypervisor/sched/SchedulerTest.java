package org.polyvisor.hypervisor.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.polyvisor.hypervisor.sched.PcpuLab.BUSY;
import static org.polyvisor.hypervisor.sched.PcpuLab.IDLE;
import static org.polyvisor.hypervisor.sched.PcpuLab.await;
import static org.polyvisor.hypervisor.sched.PcpuLab.sleep;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
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

        // A host that stands still for a moment gives one of them too much; that evens out, or this never ends.
        await(() -> light.usage().runNanos() > 300_000_000L && isBetween(ratio(heavy, light), 2.8, 3.2));
        assertThat(heavy.usage().switches()).isPositive();
    }

    @Test
    void threeMachinesShareTwoPcpusAlike() {
        List<Machine> machines = IntStream.range(0, 3)
                .mapToObj(i -> two.machine("m" + i, Placement.DEFAULT, BUSY).start())
                .toList();

        await(() -> machines.stream().allMatch(machine -> machine.usage().runNanos() > 200_000_000L)
                && isBetween(ratio(machines.get(0), machines.get(1)), 0.9, 1.1)
                && isBetween(ratio(machines.get(0), machines.get(2)), 0.9, 1.1));
        assertThat(machines).anyMatch(machine -> machine.usage().migrations() > 0);
    }

    @Test
    void machineThatRanAloneOwesNothingToAnotherThatDid() {
        Machine heavy = two.machine("heavy", fair(1000, 100), BUSY).start();
        Machine light = two.machine("light", fair(100, 100), BUSY).start();
        await(() -> light.usage().runNanos() > 300_000_000L && heavy.usage().runNanos() > 300_000_000L);
        long lightBefore = light.usage().runNanos();
        long heavyBefore = heavy.usage().runNanos();

        two.scheduler.park(1);

        // It is due every eleventh part: by what they had alone it would wait until the other has had 3 seconds.
        await(() -> light.usage().runNanos() > lightBefore + 30_000_000L);
        assertThat(heavy.usage().runNanos() - heavyBefore).isLessThan(1_500_000_000L);
    }

    @Test
    void machinesOfOnePcpuShareItWhateverRunsOnAnother() {
        two.machine("elsewhere", bound(0), BUSY).start();
        Machine first = two.machine("first", bound(1), BUSY).start();
        Machine second = two.machine("second", bound(1), BUSY).start();

        await(() -> first.usage().runNanos() > 200_000_000L && isBetween(ratio(first, second), 0.9, 1.1));
        assertThat(first.usage().pcpu()).isEqualTo(1);
    }

    @Test
    void suspendedMachineIsWokenByAwakenAndNotByAMaskedInterrupt() {
        AtomicLong resets = new AtomicLong();
        Machine sleeper = one.machine(
                        "sleeper",
                        Placement.DEFAULT,
                        machine -> machine.vcpus.suspend(0, resets::incrementAndGet, 0, 0))
                .start();
        await(sleeper.vcpus::isSuspended);
        sleeper.vcpus.wake(sleeper.cpu);
        sleep(50);
        long before = sleeper.rounds.get();

        sleeper.vcpus.awaken();

        await(() -> sleeper.rounds.get() == 2);
        assertThat(before).isEqualTo(1);
        assertThat(resets).hasValue(1);
    }

    @Test
    void machineThatSleepsTakesThePlaceOfABusyOneWhenItWakes() {
        Machine busy = one.machine("busy", Placement.DEFAULT, BUSY).start();
        Machine sleeper = one.machine("sleeper", Placement.DEFAULT, machine -> {
            machine.vcpus.scheduleTimer(machine.cpu, System.nanoTime() + 5_000_000);
            machine.cpu.waitForInterrupt();
        });

        sleeper.start();

        // Without that, half of its waits would take half a turn at least, however long this tries; a host is not busy
        // for
        // ever.
        await(() -> sleeper.rounds.get() > 100 && latency("sleeper").p50() < Lane.SLICE / 3);
        assertThat(busy.usage().runNanos()).isPositive();
    }

    private LatencySummary latency(String vm) {
        return one.scheduler.latencies().stream()
                .filter(each -> each.vm().equals(vm))
                .findFirst()
                .orElseThrow();
    }

    private static Placement bound(int pcpu) {
        return new Placement(Scheduling.Fair.DEFAULT, Set.of(pcpu));
    }

    private static double ratio(Machine one, Machine other) {
        return (double) one.usage().runNanos() / other.usage().runNanos();
    }

    private static boolean isBetween(double value, double least, double most) {
        return value >= least && value <= most;
    }

    @Test
    void cappedMachineGetsNoMoreThanItsCapThoughThePcpuIsFree() {
        Machine capped = one.machine("capped", fair(100, 25), BUSY).start();
        long begin = System.nanoTime();

        sleep(400);

        // What it had too much when the host stood still is taken from its next periods, or this never ends.
        await(() -> (double) capped.usage().runNanos() / (System.nanoTime() - begin) < 0.28);
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

        // A fifth is its due; what it has beyond it when the host stands still does not last.
        await(() -> modest.usage().runNanos() > 200_000_000L
                && (double) greedy.usage().runNanos() / (System.nanoTime() - begin) < 0.25);
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
            } else if (machine.hasExpired()) {
                early.incrementAndGet();
            } // else it was woken for no reason, as WFI may be
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
    void parkingEndsWhenAllRunElsewhere() {
        List<Machine> machines = IntStream.range(0, 2)
                .mapToObj(i -> two.machine("m" + i, Placement.DEFAULT, BUSY).start())
                .toList();
        await(() ->
                machines.stream().mapToInt(machine -> machine.usage().pcpu()).sum() == 1
                        && machines.stream()
                                .allMatch(machine -> machine.usage().state().equals("running")));
        Machine moving = machines.get(machines.get(0).usage().pcpu() == 1 ? 0 : 1);
        long turns = moving.usage().switches();

        Duration took = two.scheduler.park(1).orElseThrow();

        assertThat(moving.usage().pcpu()).isZero();
        assertThat(moving.usage().switches()).isGreaterThan(turns);
        assertThat(took).isPositive();
    }

    @Test
    void pcpuIsParkedAndUnparkedOnlyOnce() {
        assertThat(two.scheduler.park(1)).isPresent();
        assertThat(two.scheduler.park(1)).isEmpty();
        assertThat(two.scheduler.unpark(1)).isTrue();
        assertThat(two.scheduler.unpark(1)).isFalse();
    }

    @Test
    void pcpusThatShareAHostCoreAreAWeaknessWithItsPlace() {
        List<PcpuSpec> specs = List.of(
                new PcpuSpec(0, "big", 1024, OptionalInt.of(0), "file line 3"),
                new PcpuSpec(1, "big", 1024, OptionalInt.of(0), "file line 4"));

        try (PcpuLab lab = new PcpuLab(new Scheduler(specs))) {
            assertThat(lab.scheduler.weaknesses())
                    .contains("file line 4: pCPU 1: host core 0 is that of pCPU 0, too: each has what the other leaves"
                            + " of it");
        }
    }

    @Test
    void hostsPartOfWakeUpsIsKnown() {
        Machine ticking = one.machine("ticking", realTime(50, 500, 2000), machine -> {
            machine.vcpus.scheduleTimer(machine.cpu, System.nanoTime() + 1_000_000);
            machine.cpu.waitForInterrupt();
        });

        ticking.start();

        await(() -> one.scheduler.hostLateness(0, 0).count() > 20);
        HostLateness seen = one.scheduler.hostLateness(0, 1);
        assertThat(seen.p50()).isBetween(1L, seen.p999());
        assertThat(seen.p999()).isLessThanOrEqualTo(seen.max());
        assertThat(seen.beyond()).isPositive();
        assertThat(one.scheduler.hostLateness(0, seen.max()).beyond()).isLessThan(seen.beyond());
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
