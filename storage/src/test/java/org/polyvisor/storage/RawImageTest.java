package org.polyvisor.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawImageTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path folder;

    private Path image(int bytes) throws IOException {
        return Files.write(folder.resolve("disk.img"), new byte[bytes]);
    }

    private static MemorySegment random(int bytes) {
        byte[] data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        return Arena.ofAuto().allocate(bytes).copyFrom(MemorySegment.ofArray(data));
    }

    private static byte[] bytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void writtenDataStandsInTheFileAtItsOffset() throws IOException {
        Path path = image(SIZE);
        MemorySegment data = random(8192);

        try (RawImage image = RawImage.open(path, false)) {
            image.write(4096, data);
            image.flush();
        }

        assertThat(Arrays.copyOfRange(Files.readAllBytes(path), 4096, 4096 + 8192))
                .isEqualTo(bytes(data));
    }

    @Test
    void readReturnsWhatWasWritten() throws IOException {
        MemorySegment data = random(1536);
        MemorySegment back = Arena.ofAuto().allocate(1536);

        try (RawImage image = RawImage.open(image(SIZE), false)) {
            image.write(SIZE - 1536, data);
            image.read(SIZE - 1536, back);
        }

        assertThat(bytes(back)).isEqualTo(bytes(data));
    }

    @Test
    void accessBeyondTheEndIsRefusedAndDoesNotGrowTheFile() throws IOException {
        Path path = image(SIZE);

        try (RawImage image = RawImage.open(path, false)) {
            assertThatThrownBy(() -> image.write(SIZE - 512, random(1024)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> image.read(-512, random(512))).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> image.discard(Long.MAX_VALUE - 511, 512))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }

        assertThat(Files.size(path)).isEqualTo(SIZE);
    }

    @Test
    void discardGivesStorageBackAndReadsAsZeroes() throws Exception {
        Path path = image(SIZE);
        MemorySegment back = random(65536);

        try (RawImage image = RawImage.open(path, false)) {
            image.write(0, random(SIZE));
            image.flush();
            long before = blocks(path);
            image.discard(0, SIZE / 2);
            image.flush();
            image.read(0, back);
            assertThat(blocks(path)).isLessThan(before);
        }

        assertThat(bytes(back)).containsOnly(0);
        assertThat(Files.size(path)).isEqualTo(SIZE);
    }

    private static long blocks(Path path) throws Exception {
        Process stat = new ProcessBuilder("stat", "-c", "%b", path.toString()).start();
        return Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    @Test
    void writeZeroesClearsExactlyItsRange() throws IOException {
        MemorySegment data = random(SIZE);
        MemorySegment back = Arena.ofAuto().allocate(SIZE);
        byte[] expected = bytes(data);
        Arrays.fill(expected, 512, 512 + 9216, (byte) 0);
        Arrays.fill(expected, 65536, 65536 + 1024, (byte) 0);

        try (RawImage image = RawImage.open(image(SIZE), false)) {
            image.write(0, data);
            image.writeZeroes(512, 9216, false);
            image.writeZeroes(65536, 1024, true);
            image.read(0, back);
        }

        assertThat(bytes(back)).isEqualTo(expected);
    }

    @Test
    void readOnlyImageRefusesEveryChange() throws IOException {
        try (RawImage image = RawImage.open(image(SIZE), true)) {
            assertThat(image.isReadOnly()).isTrue();
            assertThatThrownBy(() -> image.write(0, random(512))).hasMessage("the image is read-only");
            assertThatThrownBy(() -> image.discard(0, 512)).hasMessage("the image is read-only");
            assertThatThrownBy(() -> image.writeZeroes(0, 512, true)).hasMessage("the image is read-only");
        }
    }

    @Test
    void readOfFileThatWasCutBehindOurBackFails() throws IOException {
        Path path = image(SIZE);

        try (RawImage image = RawImage.open(path, false);
                RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(512);
            assertThatThrownBy(() -> image.read(0, random(1024))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void missingFileIsOneClearLine() {
        Path path = folder.resolve("none.img");

        assertThatThrownBy(() -> RawImage.open(path, false))
                .isInstanceOf(ImageException.class)
                .hasMessage("disk image " + path + ": no such file; check the path");
    }

    @Test
    void folderIsOneClearLine() {
        assertThatThrownBy(() -> RawImage.open(folder, true))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("this is a folder");
    }

    @Test
    void emptyFileIsOneClearLine() throws IOException {
        Path path = image(0);

        assertThatThrownBy(() -> RawImage.open(path, false))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("it is empty");
    }

    @Test
    void partialLastSectorIsOneClearLine() throws IOException {
        Path path = image(1000);

        assertThatThrownBy(() -> RawImage.open(path, false))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("1000 bytes, is not a multiple of 512");
    }

    @Test
    void qcow2FileIsNamedAsSuch() throws IOException {
        byte[] content = new byte[1024];
        content[0] = 'Q';
        content[1] = 'F';
        content[2] = 'I';
        content[3] = (byte) 0xfb;
        Path path = Files.write(folder.resolve("disk.qcow2"), content);

        assertThatThrownBy(() -> RawImage.open(path, false))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("qemu-img convert -O raw");
    }

    @Test
    void secondWriterIsRefusedWhileTheFirstHasItOpen() throws IOException {
        Path path = image(SIZE);

        try (RawImage first = RawImage.open(path, false)) {
            assertThatThrownBy(() -> RawImage.open(path, false))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("is using it");
            // The refused attempt must not have unlocked the image for the next one.
            assertThatThrownBy(() -> RawImage.open(path, true))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("is writing to it");
            assertThat(first.size()).isEqualTo(SIZE);
        }
    }

    @Test
    void closedImageCanBeOpenedAgain() throws IOException {
        Path path = image(SIZE);
        RawImage.open(path, false).close();

        try (RawImage again = RawImage.open(path, false)) {
            assertThat(again.size()).isEqualTo(SIZE);
        }
    }

    @Test
    void readersShareAnImageAndKeepWritersOut() throws IOException {
        Path path = image(SIZE);

        try (RawImage one = RawImage.open(path, true)) {
            RawImage.open(path, true).close();
            assertThatThrownBy(() -> RawImage.open(path, false)).isInstanceOf(ImageException.class);
            assertThat(one.isReadOnly()).isTrue();
        }
    }

    @Test
    void anotherProcessCannotLockAnOpenImage() throws Exception {
        Path path = image(SIZE);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path program = Files.writeString(folder.resolve("Lock.java"), """
                import java.nio.channels.FileChannel;
                import java.nio.file.*;
                void main(String[] arguments) throws Exception {
                    var file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
                    System.exit(file.tryLock() == null ? 7 : 0);
                }
                """);

        try (RawImage image = RawImage.open(path, false)) {
            int exit = new ProcessBuilder(java, program.toString(), path.toString())
                    .start()
                    .waitFor();
            assertThat(exit)
                    .as("exit code while %d bytes are locked", image.size())
                    .isEqualTo(7);
        }
    }
}
