package org.polyvisor.hypervisor.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.arm.engine.Listing;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DisassemblerTest {
    private static final int ADD = 0x9100_0420;
    private static final int UNALLOCATED = 0xffff_ffff;
    private static final int MARKER = 0xf2ee_0c31;

    @TempDir
    private Path folder;

    private static Disassembler real() {
        Path tool = Disassembler.find();
        assumeTrue(tool != null, "llvm-mc is not installed (Debian: package llvm)");
        return new Disassembler(tool, Duration.ofSeconds(30));
    }

    private Path script(String name, String text) throws IOException {
        Path script = folder.resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    @Test
    void guestsInstructionsAreTold() throws Exception {
        List<String> told = real().guest(List.of(ADD, 0xb820_0041, 0x4e28_4841, 0xd503_201f));

        assertThat(told).containsExactly("add x0, x1, #1", "ldadd w0, w1, [x2]", "aese v1.16b, v2.16b", "nop");
    }

    @Test
    void wordThatIsNoInstructionIsEmptyAndMovesNothing() throws Exception {
        List<String> told = real().guest(List.of(ADD, UNALLOCATED, UNALLOCATED, ADD));

        assertThat(told).containsExactly("add x0, x1, #1", "", "", "add x0, x1, #1");
    }

    @Test
    void guestThatHasTheMarkerMovesNothing() throws Exception {
        List<String> told = real().guest(List.of(MARKER, ADD, MARKER, MARKER));

        assertThat(told)
                .containsExactly(
                        "movk x17, #28769, lsl #48",
                        "add x0, x1, #1",
                        "movk x17, #28769, lsl #48",
                        "movk x17, #28769, lsl #48");
    }

    @Test
    void listingIsTold() {
        assumeTrue(Disassembler.find() != null, "llvm-mc is not installed (Debian: package llvm)");
        Listing listing =
                new Listing(List.of(new Listing.Instruction(0, ADD, "ADD_imm", List.of("ADD 0 <- 1"), "48 89 c3")));

        assertThat(Disassembler.textOf(listing))
                .contains("91000420  add x0, x1, #1", "ADD 0 <- 1", "mov rbx, rax")
                .doesNotContain("ADD_imm", "48 89 c3");
    }

    @Test
    void hostCodeIsToldPieceByPiece() throws Exception {
        List<List<String>> told = real().host(List.of("48 89 c3 0f 0b", "", "c5 fd ef c0", "f4"));

        assertThat(told)
                .containsExactly(
                        List.of("mov rbx, rax", "ud2"), List.of(), List.of("vpxor ymm0, ymm0, ymm0"), List.of("hlt"));
    }

    @Test
    void pieceThatIsNotCodeThroughoutIsLeftOut() throws Exception {
        List<List<String>> told = real().host(List.of("90", "90 06", "0f", "90"));

        assertThat(told).containsExactly(List.of("nop"), List.of(), List.of(), List.of("nop"));
    }

    @Test
    void thousandsAreToldInOrder() throws Exception {
        List<Integer> words =
                IntStream.range(0, 4000).mapToObj(i -> 0xd280_0000 | i << 5).toList();

        List<String> told = real().guest(words);

        assertThat(told).hasSize(4000).startsWith("mov x0, #0").endsWith("mov x0, #3999");
    }

    @Test
    void programThatHangsIsGivenUpAndEnded() throws Exception {
        Path pid = folder.resolve("pid");
        Disassembler hanging =
                new Disassembler(script("llvm-mc", "echo $$ >" + pid + "; exec sleep 50"), Duration.ofSeconds(2));

        assertThatIOException().isThrownBy(() -> hanging.guest(List.of(ADD))).withMessageContaining("no answer");

        long process = Long.parseLong(Files.readString(pid).strip());
        ProcessHandle.of(process).ifPresent(handle -> handle.onExit().join());
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void programThatDiesIsAFailure() throws Exception {
        Disassembler dying = new Disassembler(script("llvm-mc", "kill -SEGV $$"), Duration.ofSeconds(30));

        assertThatIOException().isThrownBy(() -> dying.host(List.of("90"))).withMessageContaining("failed");
    }

    @Test
    void answerThatIsTooShortIsAFailure() throws Exception {
        Disassembler short_ =
                new Disassembler(script("llvm-mc", "echo nop; echo add; echo nop"), Duration.ofSeconds(30));

        assertThatIOException()
                .isThrownBy(() -> short_.guest(List.of(ADD, ADD)))
                .withMessageContaining("1 of 2");
    }

    @Test
    void programThatIsNotThereIsAFailure() {
        Disassembler missing = new Disassembler(folder.resolve("missing"), Duration.ofSeconds(30));

        assertThatIOException().isThrownBy(() -> missing.guest(List.of(ADD)));
    }

    @Test
    void newestIsFoundByItsVersionWhereThereIsNoneWithout() throws Exception {
        script("llvm-mc-9", "");
        script("llvm-mc-19", "");
        script("llvm-mc-20-tests", "");

        @Nullable Path found = Disassembler.find("/nonexistent:" + folder);
        Path plain = script("llvm-mc", "");

        assertThat(found).isEqualTo(folder.resolve("llvm-mc-19"));
        assertThat(Disassembler.find("/nonexistent:" + folder)).isEqualTo(plain);
        assertThat(Disassembler.find("/nonexistent:")).isNull();
    }
}
