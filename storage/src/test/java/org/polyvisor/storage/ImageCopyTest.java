package org.polyvisor.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCopyTest {
    private static final int SIZE = 8 << 20;

    @TempDir
    Path folder;

    /** Mostly zeroes, with data in the middle and in the last, incomplete block. */
    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        byte[] data = new byte[70_000];
        new Random(1).nextBytes(data);
        System.arraycopy(data, 0, bytes, 1_000_000, data.length);
        return bytes;
    }

    private Path original(byte[] content) throws IOException {
        return Files.write(folder.resolve("original.img"), content);
    }

    @Test
    void copyHasTheSameBytes() throws IOException {
        byte[] content = content(SIZE + 512);
        content[content.length - 1] = 1;
        Path copy = folder.resolve("new/folder/copy.img");
        AtomicLong done = new AtomicLong();

        boolean made = ImageCopy.makeIfMissing(original(content), copy, done::set);

        assertThat(made).isTrue();
        assertThat(Arrays.equals(Files.readAllBytes(copy), content)).isTrue();
        assertThat(done).hasValue(content.length);
        assertThat(folder.resolve("new/folder").toFile().list()).containsExactly("copy.img");
    }

    @Test
    void copyOfAnImageThatEndsWithZeroesHasItsSize() throws IOException {
        Path copy = folder.resolve("copy.img");

        ImageCopy.makeIfMissing(original(content(SIZE)), copy, _ -> {});

        assertThat(Arrays.equals(Files.readAllBytes(copy), content(SIZE))).isTrue();
    }

    @Test
    void zeroesTakeNoRoom() throws IOException {
        Path copy = folder.resolve("copy.img");

        ImageCopy.makeIfMissing(original(content(SIZE)), copy, _ -> {});

        Process du = new ProcessBuilder("du", "-k", copy.toString()).start();
        String kibibytes = new String(du.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .split("\\s", 2)[0];
        assertThat(Long.parseLong(kibibytes)).isLessThan(SIZE / 1024 / 4);
    }

    @Test
    void copyThatIsThereIsLeftAlone() throws IOException {
        Path copy = Files.writeString(folder.resolve("copy.img"), "used");

        boolean made = ImageCopy.makeIfMissing(original(content(SIZE)), copy, _ -> {});

        assertThat(made).isFalse();
        assertThat(copy).hasContent("used");
    }

    @Test
    void whatAnInterruptedCopyLeftIsReplaced() throws IOException {
        Path copy = folder.resolve("copy.img");
        Files.write(folder.resolve("copy.img.partial"), new byte[] {1, 2, 3});

        ImageCopy.makeIfMissing(original(content(SIZE)), copy, _ -> {});

        assertThat(Arrays.equals(Files.readAllBytes(copy), content(SIZE))).isTrue();
        assertThat(folder.resolve("copy.img.partial")).doesNotExist();
    }

    @Test
    void copyThatAnotherIsMakingIsRefused() throws IOException {
        Path copy = folder.resolve("copy.img");
        Path original = original(content(SIZE));
        Path partial = folder.resolve("copy.img.partial");

        try (FileChannel other = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = other.lock()) {
            assertThatThrownBy(() -> ImageCopy.makeIfMissing(original, copy, _ -> {}))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("another process");
        }
        assertThat(copy).doesNotExist();
    }

    @Test
    void missingOriginalLeavesNoCopy() {
        Path copy = folder.resolve("copy.img");

        assertThatThrownBy(() -> ImageCopy.makeIfMissing(folder.resolve("nowhere"), copy, _ -> {}))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(copy).doesNotExist();
    }
}
