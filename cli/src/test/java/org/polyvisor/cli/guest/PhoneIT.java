package org.polyvisor.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.cli.guest.PhoneProgram.Console;
import org.polyvisor.cli.guest.PhoneProgram.Said;
import org.polyvisor.service.api.EventView;
import org.polyvisor.service.api.PhoneView;
import org.polyvisor.service.api.TopView;
import org.polyvisor.service.client.PhoneClient;

/** A phone in the background with real guests, driven by the program's commands. Each test leaves it as it found it. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PhoneIT {
    private static final String PHONE = "it";
    private static final String DESCRIPTION = """
            name: it
            cpus:
              classes: {big: {capacity: 1024}}
              cores: [{class: big}, {class: big}]
            vms:
              - {name: a, guest: trixie-cloud, memory: 256M, cpus: 2}
              - name: b
                guest: trixie-cloud
                memory: 256M
                cpus: 1
                console: virtio
                restart: {policy: on-failure, delay: 100ms, limit: 3}
              - name: radio
                guest: baseband
                memory: 64M
                cpus: 1
                scheduling: {class: real-time, priority: 80, budget: 500us, period: 2ms}
            """;
    private static final String SMALL = """
            name: %s
            vms:
              - {name: radio, guest: baseband, append: frames=none, memory: 64M, cpus: 1}
            """;

    private final List<Console> consoles = new ArrayList<>();
    private final List<Long> running = new ArrayList<>();
    private Path folder;
    private PhoneProgram program;
    private PhoneClient phone;
    private Said up;
    private Console a;
    private Console b;

    @BeforeAll
    void start(@TempDir Path places) throws Exception {
        folder = places;
        program = new PhoneProgram(folder);
        TestGuests.get("trixie-cloud");
        TestGuests.get("baseband");
        up = program.run("up", "-d", describe(PHONE, DESCRIPTION));
        assertThat(up.status()).as(up.text()).isZero();
        phone = program.client(PHONE);
        running.add(pid(phone));
        a = console("a");
        b = console("b");
        a.await(RunningGuest.PROMPT);
        b.await(RunningGuest.PROMPT);
    }

    @AfterAll
    void end() throws Exception {
        consoles.forEach(Console::close);
        program.run("down", "--phone", PHONE, "--force");
        for (long pid : running) {
            awaitEnd(pid);
        }
    }

    private Console console(String vm) throws IOException {
        Console console = program.console(PHONE, vm);
        consoles.add(console);
        return console;
    }

    private String describe(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
    }

    private String startSmall(String name) throws Exception {
        return program.run("up", "-d", describe(name, SMALL.formatted(name))).text();
    }

    private static long pid(PhoneClient phone) {
        return phone.get("phone", PhoneView.class).pid();
    }

    /** Waits for the end of a process that need not be a child of this one. */
    private static void awaitEnd(long pid) throws Exception {
        var process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(60, TimeUnit.SECONDS);
        }
    }

    private long lastEvent() {
        List<Long> numbers = new ArrayList<>();
        phone.events("", event -> numbers.add(event.number()));
        return numbers.getLast();
    }

    /** The kinds of a VM's events after that one, up to the first of the kind {@code last}. */
    private List<String> eventsUpTo(String last, String vm, long after) {
        List<String> kinds = new ArrayList<>();
        phone.events("?follow&after=" + after, event -> {
            noteIfOf(vm, event, kinds);
            return !kinds.contains(last);
        });
        return kinds;
    }

    private static void noteIfOf(String vm, EventView event, List<String> kinds) {
        if (event.subject().equals(vm)) {
            kinds.add(event.kind());
        }
    }

    @Test
    void phoneInTheBackgroundThatCannotGiveAVmItsBudgetSaysSo() throws Exception {
        String greedy = """
                name: greedy
                vms:
                  - name: radio
                    guest: baseband
                    memory: 64M
                    cpus: 1
                    affinity: [0]
                    scheduling: {class: real-time, priority: 90, budget: 800us, period: 1ms}
                  - name: rival
                    guest: baseband
                    memory: 64M
                    cpus: 1
                    affinity: [0]
                    scheduling: {class: real-time, priority: 80, budget: 800us, period: 1ms}
                """;

        Said said = program.run("up", "-d", describe("greedy", greedy));

        assertThat(said.status()).as(said.text()).isEqualTo(2);
        assertThat(said.text()).contains("rival", "800 µs in 1 ms").doesNotContain("runs in the background");
    }

    @Test
    void startTellsHowEachVmComesUp() {
        assertThat(up.text())
                .containsPattern("a +vm-up +first output")
                .containsPattern("b +vm-up +first output")
                .containsPattern("radio +vm-up +first output")
                .endsWith("it runs in the background: polyvisor ps, console, events, down");
    }

    @Test
    void psListsTheVms() throws Exception {
        Said said = program.run("ps", "--phone", PHONE);

        assertThat(said.status()).isZero();
        assertThat(said.text().lines())
                .hasSize(4)
                .anyMatch(line -> line.matches("a +running +2 +256MiB .*"))
                .anyMatch(line -> line.matches("b +running +1 +256MiB .*on-failure"))
                .anyMatch(line -> line.matches("radio +running .*rt 80, 500/2000 us.*"))
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void guestGreetsOnWhicheverConsoleItHas() {
        assertThat(a.all()).containsPattern("Polyvisor: Linux .* 2 CPU");
        assertThat(b.all()).containsPattern("Polyvisor: Linux .* 1 CPU");
    }

    @Test
    void eachConsoleIsItsOwnMachines() throws Exception {
        String ofA = a.run("echo word-$((40 + 1)); nproc");
        String ofB = b.run("echo word-$((40 + 2)); nproc");

        assertThat(ofA).isEqualTo("word-41\n2");
        assertThat(ofB).isEqualTo("word-42\n1");
        assertThat(a.all()).doesNotContain("word-42");
        assertThat(b.all()).doesNotContain("word-41");
    }

    @Test
    void pausedMachineStandsStillWhileTheOtherRuns() throws Exception {
        program.run("pause", "--phone", PHONE, "b");
        b.type("echo awake-$((40 + 2))\n");
        a.run("ls /");
        String whilePaused = b.all();
        String state = program.run("ps", "--phone", PHONE).text();
        program.run("resume", "--phone", PHONE, "b");
        b.await("awake-42");
        b.await(RunningGuest.PROMPT);

        assertThat(whilePaused).doesNotContain("awake-42");
        assertThat(state).containsPattern("b +paused");
    }

    @Test
    void guestsRunOnWhileACpuIsParked() throws Exception {
        a.type("while true; do :; done & while true; do :; done &\n");
        a.await(RunningGuest.PROMPT);
        Said parked = program.run("cpu", "park", "1", "--phone", PHONE);
        boolean isParked = phone.get("top", TopView.class).pcpus().get(1).parked();
        String ofA = a.run("echo parked-$((40 + 1))");
        String ofB = b.run("echo parked-$((40 + 2))");
        Said unparked = program.run("cpu", "unpark", "1", "--phone", PHONE);
        a.run("kill %1 %2; wait");

        assertThat(parked.text()).startsWith("pCPU 1 is parked");
        assertThat(isParked).isTrue();
        assertThat(ofA).isEqualTo("parked-41");
        assertThat(ofB).isEqualTo("parked-42");
        assertThat(unparked.text()).isEqualTo("pCPU 1 is on");
        assertThat(phone.get("top", TopView.class).pcpus().get(1).parked()).isFalse();
    }

    @Test
    void guestsOwnRestartIsAnEvent() throws Exception {
        long before = lastEvent();

        a.type("reboot\n");
        a.await(RunningGuest.PROMPT);

        assertThat(eventsUpTo("vm-up", "a", before)).containsExactly("vm-reset", "vm-up");
    }

    @Test
    void crashedGuestIsStartedAgain() throws Exception {
        long before = lastEvent();

        b.type("echo c > /proc/sysrq-trigger\n");
        b.await(RunningGuest.PROMPT);

        assertThat(eventsUpTo("vm-up", "b", before))
                .containsExactly("vm-panicked", "vm-restarting", "vm-started", "vm-up");
        assertThat(a.run("echo alive")).isEqualTo("alive");
    }

    @Test
    void restartFromOutsideSwitchesOffAndOn() throws Exception {
        long before = lastEvent();

        Said said = program.run("restart", "--force", "--phone", PHONE, "a");
        a.await(RunningGuest.PROMPT);

        assertThat(said.text()).isEqualTo("a starts again");
        assertThat(eventsUpTo("vm-up", "a", before)).containsExactly("vm-stopped", "vm-started", "vm-up");
    }

    @Test
    void guestThatSwitchesItselfOffIsStartedOnDemand() throws Exception {
        long before = lastEvent();

        b.type("poweroff\n");
        List<String> kinds = eventsUpTo("vm-powered-off", "b", before);
        Said off = program.run("ps", "--phone", PHONE);
        Said paused = program.run("pause", "--phone", PHONE, "b");
        Said started = program.run("start", "--phone", PHONE, "b");
        b.await(RunningGuest.PROMPT);

        assertThat(kinds).containsExactly("vm-powered-off");
        assertThat(off.text()).containsPattern("b +off");
        assertThat(paused).isEqualTo(new Said(2, "polyvisor: VM 'b' is off: start it first"));
        assertThat(started.text()).isEqualTo("b starts");
    }

    @Test
    void stopHasAGuestSwitchItselfOffByItsPowerKey() throws Exception {
        b.run("until pidof acpid; do sleep 0.1; done");
        long before = lastEvent();

        Said stopped = program.run("stop", "--timeout", "60s", "--phone", PHONE, "b");
        List<String> kinds = eventsUpTo("vm-powered-off", "b", before);
        program.run("start", "--phone", PHONE, "b");
        b.await(RunningGuest.PROMPT);

        assertThat(stopped).isEqualTo(new Said(0, "b is off"));
        assertThat(kinds).containsExactly("power-key", "vm-powered-off");
    }

    @Test
    void stopEndsAGuestThatDoesNotHearThePowerKey() throws Exception {
        Said stopped = program.run("stop", "--timeout", "100ms", "--phone", PHONE, "radio");
        Said started = program.run("start", "--phone", PHONE, "radio");

        assertThat(stopped)
                .isEqualTo(new Said(0, "radio was ended at once: its guest has not switched it off in time"));
        assertThat(started.text()).isEqualTo("radio starts");
    }

    @Test
    void downLeavesNothingBehind() throws Exception {
        startSmall("short");
        long pid = pid(program.client("short"));

        Said several = program.run("ps");
        Said down = program.run("down", "--timeout", "100ms", "--phone", "short");
        awaitEnd(pid);

        assertThat(several).isEqualTo(new Said(2, "polyvisor: several phones run: name one with --phone: it, short"));
        assertThat(down.text()).isEqualTo("short is off");
        assertThat(program.socket("short")).doesNotExist();
    }

    @Test
    void phoneWhoseProcessWasKilledCanBeStartedAgain() throws Exception {
        startSmall("killed");
        long pid = pid(program.client("killed"));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        awaitEnd(pid);

        Said gone = program.run("ps", "--phone", "killed");
        String again = startSmall("killed");
        long newPid = pid(program.client("killed"));
        program.run("down", "--force", "--phone", "killed");
        awaitEnd(newPid);

        assertThat(gone).isEqualTo(new Said(2, "polyvisor: no phone 'killed' runs: there are it"));
        assertThat(again).endsWith("killed runs in the background: polyvisor ps, console, events, down");
        assertThat(program.socket("killed")).doesNotExist();
    }
}
