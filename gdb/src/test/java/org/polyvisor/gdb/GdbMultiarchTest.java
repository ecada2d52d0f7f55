package org.polyvisor.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.gdb.machine.TestBus;
import org.polyvisor.gdb.machine.TestMachine;

/** The real debugger against the little guest of two vCPUs. */
class GdbMultiarchTest {
    private static final Path GDB = Path.of("/usr/bin/gdb-multiarch");

    @TempDir
    Path folder;

    private TestMachine machine;
    private GdbServer server;

    @BeforeEach
    void start() throws GdbException {
        assumeTrue(Files.isExecutable(GDB), "gdb-multiarch is not installed");
        machine = new TestMachine(2);
        server = GdbServer.start(GdbAddress.parse(":0"), machine);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
            machine.close();
        }
    }

    /** Runs the commands after connecting; returns everything that gdb has said. */
    private String gdb(String... commands) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(GDB.toString(), "-nx", "-batch"));
        line.addAll(List.of("-ex", "set architecture aarch64", "-ex", "set pagination off"));
        line.addAll(List.of("-ex", "target remote 127.0.0.1:" + server.port()));
        for (String command : commands) {
            line.addAll(List.of("-ex", command));
        }
        Path output = folder.resolve("gdb.txt");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean done = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(done).as("gdb has come to an end; it said:\n%s", text).isTrue();
        return text;
    }

    @Test
    void breakpointStopsBeforeItsInstruction() throws Exception {
        String text = gdb("break *0x40010020", "continue", "info registers pc lr", "p $x3");
        assertThat(text).contains("Breakpoint 1, 0x0000000040010020").containsPattern("lr +0x4001001c");
        assertThat(text).contains("$1 = 1");
    }

    @Test
    void hardwareBreakpointIsHitAgainAndAgain() throws Exception {
        String text = gdb("hbreak *0x40010020", "continue", "continue", "continue", "p $x3");
        assertThat(text).contains("$1 = 3");
    }

    @Test
    void stepsFollowBranches() throws Exception {
        String text = gdb("stepi 6", "p $pc", "stepi 2", "p $pc", "stepi", "p $pc");
        assertThat(text).contains("$1 = (void (*)()) 0x40010018");
        assertThat(text).contains("$2 = (void (*)()) 0x40010024");
        assertThat(text).contains("$3 = (void (*)()) 0x4001001c");
    }

    @Test
    void stepOverWfiDoesNotWait() throws Exception {
        String text = gdb("set $x1 = 1", "set $pc = 0x4001002c", "stepi", "p $pc");
        assertThat(text).contains("$1 = (void (*)()) 0x40010030");
    }

    @Test
    void writeWatchpointShowsOldAndNewValue() throws Exception {
        String text = gdb("watch *(long *) 0x40020000", "continue", "p $pc", "continue");
        assertThat(text).contains("Old value = 0").contains("New value = 1").contains("New value = 2");
        assertThat(text).contains("$1 = (void (*)()) 0x40010018");
    }

    @Test
    void readWatchpointStopsAtTheLoad() throws Exception {
        machine.bus().putLong(0x4002_0008L, 77);
        String text = gdb("rwatch *(long *) 0x40020008", "continue", "p $x3");
        assertThat(text).contains("Value = 77").contains("$1 = 1");
    }

    @Test
    void accessWatchpointSeesTheStore() throws Exception {
        String text = gdb("awatch *(long *) 0x40020000", "continue");
        assertThat(text).contains("access (read/write) watchpoint").contains("New value = 1");
    }

    @Test
    void conditionalBreakpointStopsInTheRightRound() throws Exception {
        String text = gdb("break *0x40010020 if $x3 == 25", "continue", "p $x3");
        assertThat(text).contains("$1 = 25");
    }

    @Test
    void registersAndVectorsCanBeSet() throws Exception {
        String text = gdb(
                "set $x7 = 0x123456789abcdef0",
                "p/x $x7",
                "set $v3.u64[1] = 0x1122334455667788",
                "p/x $v3.u128",
                "set $d5 = 2.5",
                "p $v5.f64[0]",
                "set $cpsr = 0x600003c5",
                "p $cpsr",
                "set $TPIDR_EL0 = 0xbeef",
                "p/x $TPIDR_EL0");
        assertThat(text).contains("$1 = 0x123456789abcdef0").contains("$2 = 0x11223344556677880000000000000000");
        assertThat(text)
                .contains("$3 = 2.5")
                .contains("$4 = [ SP EL=1 F I A D C Z ]")
                .contains("$5 = 0xbeef");
        assertThat(machine.cpu(0).x(7)).isEqualTo(0x123456789abcdef0L);
        assertThat(machine.cpu(0).state().nzcv()).isEqualTo(6);
    }

    @Test
    void systemRegistersHaveTheirNames() throws Exception {
        machine.cpu(0).registers().setEsr(0x5600_0000L);
        machine.cpu(0).registers().vbar = 0xffff_8000_1000_0800L;
        String text = gdb("p/x $ESR_EL1", "p/x $VBAR_EL1", "p/x $MPIDR_EL1", "info registers system");
        assertThat(text)
                .contains("$1 = 0x56000000")
                .contains("$2 = 0xffff800010000800")
                .contains("$3 = 0x80000000");
        assertThat(text).containsPattern("SCTLR_EL1 +0x").containsPattern("ID_AA64PFR0_EL1 +0x");
    }

    @Test
    void memoryCanBeReadAndWritten() throws Exception {
        String text = gdb(
                "set *(int *) 0x40030000 = 0x1234",
                "x/wx 0x40030000",
                "x/2i 0x40010010",
                "restore /dev/null binary 0x40030000",
                "x/wx 0x09000000");
        assertThat(text).containsPattern("0x40030000:\\s+0x00001234").containsPattern("add\\s+x3, x3, #0x1");
        assertThat(text).contains("Cannot access memory at address 0x9000000");
        assertThat(machine.bus().getInt(0x4003_0000L)).isEqualTo(0x1234);
        assertThat(machine.bus().deviceAccesses()).isZero();
    }

    @Test
    void changedInstructionIsTheOneThatExecutes() throws Exception {
        // add x3, x3, #1 has been executed, and so predecoded, when it becomes add x3, x3, #16.
        String text = gdb("break *0x40010014", "continue", "set *(int *) 0x40010010 = 0x91004063", "continue", "p $x3");
        assertThat(text).contains("$1 = 17");
    }

    @Test
    void threadsAreVcpus() throws Exception {
        String text =
                gdb("info threads", "thread 2", "stepi 4", "p $pc", "p/x $MPIDR_EL1", "thread 1", "p/x $MPIDR_EL1");
        assertThat(text)
                .contains("vCPU 0")
                .contains("vCPU 1")
                .contains("$2 = 0x80000001")
                .contains("$3 = 0x80000000");
        assertThat(text).contains("$1 = (void (*)()) 0x4001002c");
    }

    @Test
    void breakpointOfOneThreadStopsThatThread() throws Exception {
        String text = gdb("break *0x40010028", "continue", "thread", "p $x5");
        assertThat(text).contains("Current thread is 2").contains("$1 = 0");
    }

    @Test
    void schedulerLockingKeepsTheOtherVcpuWhereItIs() throws Exception {
        String text = gdb("set scheduler-locking on", "break *0x40010020", "continue", "thread 2", "p $pc");
        assertThat(text).contains("$1 = (void (*)()) 0x40010000");
    }

    @Test
    void monitorCommandsAnswer() throws Exception {
        String text = gdb("monitor help", "monitor cpus", "monitor translate 0x40010000", "monitor reg esr_el1");
        assertThat(text).contains("physical address of a virtual one").contains("vCPU 1: EL1, pc 0x40010000");
        assertThat(text).contains("\n0x40010000\n").contains("ESR_EL1");
    }

    @Test
    void detachedGuestRunsOn() throws Exception {
        gdb("break *0x40010020", "continue", "delete", "detach");
        long before = machine.bus().getLong(0x4002_0000L);
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(machine.isRunning()).isTrue();
        assertThat(machine.bus().getLong(0x4002_0000L)).isGreaterThan(before);
        assertThat(machine.bus().getInt(TestMachine.ENTRY)).isEqualTo(0xd53800a1);
        assertThat(machine.bus().getInt(TestBus.RAM)).isZero();
    }

    @Test
    void killSwitchesTheMachineOff() throws Exception {
        gdb("kill");
        assertThat(machine.isPoweredOff()).isTrue();
    }
}
