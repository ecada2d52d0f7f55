package org.polyvisor.hypervisor.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.phone.RestartPolicy.When;
import org.polyvisor.hypervisor.sched.Placement;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PhoneVmTest {
    private static final Outcome PANIC = new Outcome.Panicked("no init\u001b[31m");
    private static final Outcome OFF = new Outcome.PoweredOff();

    private final FakeMachines machines = new FakeMachines();
    private final EventLog events = new EventLog();
    private PhoneVm vm = vm(RestartPolicy.NEVER);

    private PhoneVm vm(RestartPolicy restart) {
        MachineConfig machine = new MachineConfig(
                "vm", 32L << 20, 1, new BootSource.Firmware(Path.of("none")), List.of(), ConsoleDevice.UART, null);
        return new PhoneVm(
                new VmSpec(machine, Placement.DEFAULT, true, restart, "phone.yaml line 7"), machines, events);
    }

    private static RestartPolicy policy(When when, int limit) {
        return new RestartPolicy(when, Duration.ofMillis(1), Duration.ofMillis(4), limit);
    }

    private List<String> words() {
        return events.after(0).stream().map(event -> event.kind().word()).toList();
    }

    private void awaitMachines(int count) throws InterruptedException {
        while (machines.count() < count) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @AfterEach
    void end() {
        vm.close();
    }

    @Test
    void firstOutputSaysThatTheVmIsUp() {
        vm.start();
        machines.last().writes("hello");
        machines.last().writes("again");

        assertThat(words()).containsExactly("vm-started", "vm-up");
    }

    @Test
    void panicIsToldWithoutControlCharactersOfTheGuest() throws InterruptedException {
        machines.ending(PANIC);

        vm.start();
        vm.awaitRest();

        assertThat(words()).containsExactly("vm-started", "vm-panicked");
        assertThat(events.after(1).getFirst().message()).endsWith("no init?[31m");
        assertThat(vm.state()).isEqualTo("panicked");
    }

    @Test
    void failureIsRestartedWithGrowingDelaysUpToTheLimit() throws InterruptedException {
        machines.ending(PANIC, PANIC, PANIC, PANIC, PANIC);
        vm = vm(policy(When.ON_FAILURE, 4));

        vm.start();
        vm.awaitRest();

        assertThat(events.after(0))
                .filteredOn(event -> event.kind() == PhoneEvent.Kind.VM_RESTARTING)
                .extracting(PhoneEvent::message)
                .containsExactly(
                        "starts again in 1 ms (restart 1 of 4)",
                        "starts again in 2 ms (restart 2 of 4)",
                        "starts again in 4 ms (restart 3 of 4)",
                        "starts again in 4 ms (restart 4 of 4)");
        assertThat(words()).endsWith("vm-panicked", "vm-given-up");
        assertThat(machines.count()).isEqualTo(5);
    }

    @Test
    void powerOffIsNoFailure() throws InterruptedException {
        machines.ending(OFF);
        vm = vm(policy(When.ON_FAILURE, 4));

        vm.start();
        vm.awaitRest();

        assertThat(words()).containsExactly("vm-started", "vm-powered-off");
    }

    @Test
    void alwaysRestartsAfterPowerOff() throws InterruptedException {
        machines.ending(OFF);
        vm = vm(policy(When.ALWAYS, 4));

        vm.start();
        awaitMachines(2);

        assertThat(words()).contains("vm-powered-off", "vm-restarting");
    }

    @Test
    void stopFromOutsideIsNotFollowedByARestart() throws InterruptedException {
        vm = vm(policy(When.ALWAYS, 4));
        vm.start();

        boolean obeyed = vm.stop(Duration.ofSeconds(20));
        vm.awaitRest();

        assertThat(obeyed).isTrue();
        assertThat(words()).containsExactly("vm-started", "power-key", "vm-powered-off");
    }

    @Test
    void guestThatIgnoresThePowerKeyIsEndedAfterItsTime() throws InterruptedException {
        machines.ignorePowerKey();
        vm.start();

        boolean obeyed = vm.stop(Duration.ofMillis(20));

        assertThat(obeyed).isFalse();
        assertThat(words()).containsExactly("vm-started", "power-key", "vm-stopped");
        assertThat(events.after(2).getFirst().message()).contains("within 20 ms of the power key");
        assertThat(vm.state()).isEqualTo("off");
    }

    @Test
    void restartByTheGuestIsAnEventAndSaysWhenItIsUpAgain() throws InterruptedException {
        vm.start();
        machines.last().writes("hello");
        letTheGuestRunForAWhile();

        machines.last().guestRestarts();
        machines.last().writes("hello again");

        assertThat(words()).containsExactly("vm-started", "vm-up", "vm-reset", "vm-up");
        assertThat(events.after(2).getFirst().message()).isEqualTo("restarted by its guest");
    }

    @Test
    void guestThatRestartsAllTheTimeDoesNotFillTheLog() throws InterruptedException {
        vm.start();
        machines.last().guestRestarts();
        machines.last().guestRestarts();
        letTheGuestRunForAWhile();

        machines.last().guestRestarts();

        assertThat(words()).containsExactly("vm-started", "vm-reset");
        assertThat(events.after(1).getFirst().message())
                .isEqualTo("restarted by its guest, and 2 times before in quick succession");
    }

    private static void letTheGuestRunForAWhile() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(600);
    }

    @Test
    void everyStartIsToldTheTerminalsSize() throws InterruptedException {
        vm.resizeConsole(80, 24);

        vm.start();
        vm.stop(Duration.ofSeconds(20));
        vm.start();

        assertThat(machines.last().size).isEqualTo("80x24");
    }

    @Test
    void pauseOfAPausedVmIsNoEvent() {
        vm.start();
        vm.resume();

        vm.pause();
        vm.pause();
        vm.resume();

        assertThat(words()).containsExactly("vm-started", "vm-paused", "vm-resumed");
    }

    @Test
    void resumeOfASuspendedVmIsAnEvent() {
        vm.start();
        machines.last().suspended = true;

        vm.resume();
        vm.resume();

        assertThat(words()).containsExactly("vm-started", "vm-resumed");
    }

    @Test
    void stopDuringTheWaitForARestartCancelsIt() throws InterruptedException {
        machines.ending(PANIC);
        vm = vm(new RestartPolicy(When.ALWAYS, Duration.ofHours(1), Duration.ofHours(1), 1));
        vm.start();
        while (!vm.state().equals("waiting")) {
            TimeUnit.MILLISECONDS.sleep(1);
        }

        vm.stop(Duration.ZERO);
        vm.awaitRest();

        assertThat(machines.count()).isEqualTo(1);
    }

    @Test
    void pausedVmIsWokenToHearItsPowerKey() throws InterruptedException {
        vm.start();
        vm.pause();

        vm.stop(Duration.ofSeconds(20));

        assertThat(machines.last().paused).isFalse();
    }

    @Test
    void startOfARunningVmIsRefused() {
        vm.start();

        assertThatThrownBy(vm::start).isInstanceOf(ConfigurationException.class).hasMessageContaining("runs already");
    }

    @Test
    void pauseOfAVmThatIsOffSaysSo() {
        assertThatThrownBy(vm::pause)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("VM 'vm' is off: start it first");
    }

    @Test
    void vmThatCannotBeMadeIsAnEvent() {
        machines.refuse("too much for the pCPUs");

        assertThatThrownBy(vm::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("phone.yaml line 7: too much for the pCPUs");

        assertThat(words()).containsExactly("vm-refused");
    }
}
