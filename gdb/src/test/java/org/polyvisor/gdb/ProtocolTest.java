package org.polyvisor.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.polyvisor.arm.cpu.Pstate;
import org.polyvisor.gdb.machine.Client;
import org.polyvisor.gdb.machine.TestBus;
import org.polyvisor.gdb.machine.TestMachine;

/** Packets and their answers, byte by byte. */
@Timeout(60)
class ProtocolTest {
    private TestMachine machine;
    private GdbServer server;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        machine = new TestMachine(2);
        server = GdbServer.start(GdbAddress.parse(":0"), machine);
        client = new Client(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        machine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vMustReplyEmpty", "!", "qOffsets", "R00", "Z5,0,4", "vFile:open:", "QNonStop:1", "Hx1"})
    void unknownPacketsGetAnEmptyAnswer(String packet) throws IOException {
        assertThat(client.ask(packet)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m",
                "m40010000",
                "m40010000,",
                "m40010000,4x",
                "m11111111111111111,4",
                "M40010000,2:00",
                "M40010000,1:0000",
                "M40010000,1:zz",
                "M40010000,ffffffff:00",
                "X40010000,2:a",
                "p",
                "pffff",
                "p-1",
                "P20",
                "P20=00",
                "G00112233zz",
                "Z0",
                "Z0,40010000",
                "Z0,40010002,4",
                "Z2,40010000,0",
                "Z2,40010000,ffffffffff",
                "Hg",
                "Hgx",
                "T",
                "vCont;",
                "vCont;x",
                "vCont;c:9",
                "vCont;r1",
                "vCont;Cx",
                "sxyz",
                "qXfer:features:read:target.xml:0",
                "qXfer:features:read:target.xml:fffff,1",
                "qRcmd,6",
                "qThreadExtraInfo,"
            })
    void malformedPacketsGetAnError(String packet) throws IOException {
        assertThat(client.ask(packet)).isEqualTo("E16");
        assertThat(client.ask("qC")).isEqualTo("QC1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"T3", "T0", "Hg3", "Hc3", "qThreadExtraInfo,7"})
    void threadsThatDoNotExistAreAnError(String packet) throws IOException {
        assertThat(client.ask(packet)).isEqualTo("E03");
    }

    @ParameterizedTest
    @CsvSource({"'m9000000,4'", "'M9000000,1:00'", "'M400ff000,1:00'", "'M400feffe,4:00000000'", "'m3fffffff,1'"})
    void memoryThatIsNoWritableRamIsAnError(String packet) throws IOException {
        assertThat(client.ask(packet)).isEqualTo("E0e");
        assertThat(machine.bus().deviceAccesses()).isZero();
    }

    @Test
    void readAtTheEndOfMemoryIsShort() throws IOException {
        machine.bus().putInt(TestBus.RAM + TestBus.BYTES - 4, 0x04030201);
        assertThat(client.ask("m400ffffc,40")).isEqualTo("01020304");
    }

    @Test
    void binaryWriteTakesAnyByte() throws IOException {
        assertThat(client.ask("X40030000,4:}\003}\004}]\001")).isEqualTo("OK");
        assertThat(machine.bus().getInt(0x4003_0000L)).isEqualTo(0x017d2423);
        assertThat(client.ask("m40030000,4")).isEqualTo("23247d01");
    }

    @Test
    void damagedPacketIsAskedForAgain() throws IOException {
        client.sendRaw("$qC#00");
        assertThat(client.read()).isEqualTo('-');
        assertThat(client.ask("qC")).isEqualTo("QC1");
    }

    @Test
    void answerIsSentAgainOnRequest() throws IOException {
        assertThat(client.ask("qC")).isEqualTo("QC1");
        client.sendRaw("-");
        assertThat(client.receive()).isEqualTo("QC1");
    }

    @Test
    void acknowledgementsEndOnRequest() throws IOException {
        assertThat(client.ask("QStartNoAckMode")).isEqualTo("OK");
        client.send("qC");
        assertThat(client.read()).isEqualTo('$');
    }

    @Test
    void descriptionArrivesInParts() throws IOException {
        String whole = client.ask("qXfer:features:read:target.xml:0,2000");
        assertThat(whole).startsWith("m<?xml").contains("org.gnu.gdb.aarch64.core");
        assertThat(client.ask("qXfer:features:read:target.xml:6,10")).isEqualTo("m" + whole.substring(7, 23));
    }

    @Test
    void threadListsAgree() throws IOException {
        assertThat(client.ask("qfThreadInfo")).isEqualTo("m1,2");
        assertThat(client.ask("qsThreadInfo")).isEqualTo("l");
        assertThat(client.ask("qXfer:threads:read::0,1000")).contains("id=\"2\" core=\"1\" name=\"vCPU 1\">EL1<");
        assertThat(client.ask("qThreadExtraInfo,2")).isEqualTo("454c31");
    }

    @Test
    void generalRegistersAreWrittenAsRead() throws IOException {
        machine.cpu(0).setV(31, 1, 2);
        machine.cpu(0).setX(30, -2);
        String values = client.ask("g");
        assertThat(values).hasSize(2 * (33 * 8 + 4 + 32 * 16 + 8));
        assertThat(client.ask("Hg2")).isEqualTo("OK");
        assertThat(client.ask("G" + values)).isEqualTo("OK");
        assertThat(machine.cpu(1).vHigh(31)).isEqualTo(2);
        assertThat(machine.cpu(1).x(30)).isEqualTo(-2);
    }

    @Test
    void illegalModeIsRefused() throws IOException {
        assertThat(client.ask("P21=c9030000")).isEqualTo("E16");
        assertThat(machine.cpu(0).pstate().el).isEqualTo(1);
    }

    @Test
    void levelChangesWithTheStackPointer() throws IOException {
        machine.cpu(0).setXOrSp(31, 0x1110);
        assertThat(client.ask("P21=00000000")).isEqualTo("OK");
        machine.cpu(0).setXOrSp(31, 0x2220);
        assertThat(client.ask("P21=c5030000")).isEqualTo("OK");
        assertThat(machine.cpu(0).xOrSp(31)).isEqualTo(0x1110);
    }

    @Test
    void stepOverARangeEndsBehindIt() throws IOException {
        assertThat(client.ask("vCont;r40010000,40010018:1"))
                .startsWith("T05thread:1;")
                .contains("20:1800014000000000;");
    }

    @Test
    void stepByTheOldPacketLeavesOthersAlone() throws IOException {
        assertThat(client.ask("s")).contains("20:0400014000000000;");
        assertThat(machine.cpu(1).pc()).isEqualTo(TestMachine.ENTRY);
    }

    @Test
    void stopOfAllThreadsIsReportedAtOnce() throws IOException {
        assertThat(client.ask("vCont;t")).startsWith("T05thread:1;");
    }

    @Test
    void breakpointIsNamedOnlyForADebuggerThatAsks() throws IOException {
        client.ask("Z1,40010010,4");
        assertThat(client.ask("vCont;c:1")).doesNotContain("hwbreak");
        client.ask("qSupported:swbreak+;hwbreak+");
        assertThat(client.ask("vCont;c:1")).contains("hwbreak:;");
    }

    @Test
    void steppedVcpuTakesInterruptsOnlyOnRequest() throws IOException {
        machine.cpu(0).registers().vbar = 0x4000_0000L;
        machine.cpu(0).pstate().setDaif(0);
        machine.cpu(0).irqInput().set(true);
        assertThat(client.ask("vCont;s:1")).contains("20:0400014000000000;");
        assertThat(machine.cpu(0).pstate().daif()).isZero();
        client.send("qRcmd,696e7465727275707473206f6e");
        assertThat(client.receive()).isEqualTo("OK");
        assertThat(client.ask("vCont;s:1")).doesNotContain("20:0800014000000000;");
        assertThat(machine.cpu(0).pstate().daif()).isEqualTo(Pstate.DAIF);
    }

    @Test
    void tooManyBreakpointsAreRefused() throws IOException {
        for (int i = 0; i < 1024; i++) {
            client.ask("Z0,%x,4".formatted(0x5000_0000 + 4 * i));
        }
        assertThat(client.ask("Z0,40010000,4")).isEqualTo("E1c");
    }
}
