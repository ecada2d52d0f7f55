package org.polyvisor.board.devicetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoardTreeTest {
    private static final Path DTC = Path.of("/usr/bin/dtc");

    private final BoardTree tree = new BoardTree(3, 5L << 30)
            .bootArguments("console=ttyAMA0 say=\"hello, world\"")
            .initrd(new BoardTree.Initrd(0x1_4800_0000L, 0x1_4912_3457L))
            .seeds(new byte[] {1, 2, 3, 4, 5, 6, 7}, 0x1122_3344_5566_7788L);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void compilerReadsBackExactlyWhatWasBuilt() throws IOException, InterruptedException {
        assumeTrue(Files.exists(DTC), "dtc of Debian's device-tree-compiler is needed here");
        Dtc result = dtc(tree.flatten());

        assertThat(result.errors()).doesNotContain("ERROR").doesNotContain("FATAL");
        assertThat(result.exit()).isZero();
        assertThat(DtsReader.properties(result.source())).isEqualTo(DtsReader.properties(tree.root()));
    }

    @Test
    void compilerHasNoComplaints() throws IOException, InterruptedException {
        assumeTrue(Files.exists(DTC), "dtc of Debian's device-tree-compiler is needed here");
        Dtc result = dtc(tree.flatten());

        assertThat(result.errors().lines().filter(line -> line.contains("Warning")))
                .isEmpty();
    }

    @Test
    void memoryNodeCarriesSixtyFourBitSize() {
        Map<String, String> properties = DtsReader.properties(tree.root());

        assertThat(properties).containsEntry("/memory@40000000/:reg", "00000000400000000000000140000000");
    }

    @Test
    void everyVcpuIsStartedThroughFirmware() {
        Map<String, String> properties = DtsReader.properties(tree.root());

        assertThat(properties).containsEntry("/cpus/cpu@2/:reg", "00000002").doesNotContainKey("/cpus/cpu@3/");
        assertThat(properties.get("/cpus/cpu@2/:enable-method")).isEqualTo("7073636900");
    }

    @Test
    void virtioSlotsAreEdgeTriggeredFromSpi16() {
        Map<String, String> properties = DtsReader.properties(tree.root());

        assertThat(properties)
                .containsEntry("/virtio_mmio@a000000/:interrupts", "000000000000001000000001")
                .containsEntry("/virtio_mmio@a003e00/:interrupts", "000000000000002f00000001")
                .containsEntry("/virtio_mmio@a003e00/:reg", "000000000a003e000000000000000200");
    }

    @Test
    void headerStatesSizesAndVersion() {
        ByteBuffer blob = ByteBuffer.wrap(tree.flatten());

        assertThat(blob.getInt(0)).isEqualTo(0xd00d_feed);
        assertThat(blob.getInt(4)).isEqualTo(blob.capacity());
        assertThat(blob.getInt(20)).isEqualTo(17);
        assertThat(blob.getInt(24)).isEqualTo(16);
    }

    @Test
    void impossibleNodesAreRefused() {
        DeviceTreeNode root = DeviceTreeNode.root();
        root.child("twice");

        assertThatIllegalArgumentException().isThrownBy(() -> root.child("twice"));
        assertThatIllegalArgumentException().isThrownBy(() -> root.child("x".repeat(32)));
        assertThatIllegalArgumentException().isThrownBy(() -> root.strings("bootargs", "a\0b"));
    }

    private record Dtc(int exit, String source, String errors) {}

    private Dtc dtc(byte[] blob) throws IOException, InterruptedException {
        Path file = folder.resolve("board.dtb");
        Path source = folder.resolve("board.dts");
        Path errors = folder.resolve("errors");
        Files.write(file, blob);
        int exit = new ProcessBuilder(DTC.toString(), "-I", "dtb", "-O", "dts", file.toString())
                .redirectOutput(source.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        return new Dtc(exit, Files.readString(source, StandardCharsets.UTF_8), Files.readString(errors));
    }
}
