package org.polyvisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users get wrong ends with one line and status 2. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MainTest {
    @TempDir
    private Path folder;

    private Path image;
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void makeAnImage() throws IOException {
        image = folder.resolve("Image");
        byte[] header = new byte[4096];
        // The Image header's size field (at 16) and magic number (at 56).
        header[17] = 0x10;
        System.arraycopy(new byte[] {'A', 'R', 'M', 0x64}, 0, header, 56, 4);
        Files.write(image, header);
    }

    private int run(String... arguments) {
        return Main.execute(arguments, new PrintWriter(err, true));
    }

    private void assertRefused(int status, String... parts) {
        assertThat(status).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("polyvisor: ").contains(parts).doesNotContain("Exception");
    }

    @Test
    void missingKernelIsNamed() {
        int status = run("run", "--kernel", folder.resolve("nowhere").toString());

        assertRefused(status, "nowhere", "no such file");
    }

    @Test
    void wordsToChooseFromAreShownAsTheyAreTyped() {
        int status = run("cpu", "frob", "1");

        assertRefused(status, "'frob' is not possible: say park or unpark");
    }

    @Test
    void wordOfAnOptionIsShownWithIt() {
        int status = run("run", "--console", "frob");

        assertRefused(status, "'--console frob' is not possible: say uart or virtio");
    }

    @Test
    void truncatedImageIsRefused() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            // A PE header with one section of 1 MiB, as the kernel's EFI stub has.
            file.seek(60);
            file.writeInt(Integer.reverseBytes(64));
            file.writeBytes("PE\0\0");
            file.seek(70);
            file.writeByte(1);
            file.seek(88 + 16);
            file.writeInt(Integer.reverseBytes(1 << 20));
        }

        int status = run("run", "--kernel", image.toString());

        assertRefused(status, image.toString(), "truncated");
    }

    @Test
    void fileThatIsNoKernelIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "just words\n".repeat(1000));

        int status = run("run", "--kernel", text.toString());

        assertRefused(status, text.toString());
    }

    @Test
    void diskThatIsMissingIsNamed() {
        int status = run("run", "--kernel", image.toString(), "--disk", "missing.img,ro");

        assertRefused(status, "missing.img");
    }

    @Test
    void initrdLargerThanMemoryIsRefused() throws IOException {
        Path initrd = folder.resolve("initrd.img");
        try (RandomAccessFile file = new RandomAccessFile(initrd.toFile(), "rw")) {
            file.setLength(3L << 30);
        }

        int status = run("run", "--kernel", image.toString(), "--initrd", initrd.toString());

        assertRefused(status, initrd.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "--cpus, 0, CPUs",
        "--cpus, 9, CPUs",
        "--cpus, two, --cpus",
        "--memory, 0, memory",
        "--memory, 100T, memory",
        "--memory, lots, lots",
        "--console, radio, radio",
        "--nonsense, 1, --nonsense",
    })
    void impossibleOptionIsNamed(String option, String value, String named) {
        int status = run("run", "--kernel", image.toString(), option, value);

        assertRefused(status, named);
    }

    @Test
    void kernelAndFirmwareTogetherAreRefused() {
        int status = run("run", "--kernel", image.toString(), "--firmware", image.toString());

        assertRefused(status, "only one of");
    }

    @Test
    void unknownGuestIsAnsweredWithTheNearestNames() {
        int status = run("run", "--guest", "trixy");

        assertRefused(status, "trixy", "trixie");
    }

    @Test
    void malformedPhoneIsNamedWithItsLine() throws IOException {
        Path phone = Files.writeString(folder.resolve("phone.yaml"), "vms:\n  - name: a\n    cpu: 2\n");

        int status = run("up", phone.toString());

        assertRefused(status, phone + " line 3: ");
    }

    @Test
    void unknownGuestOfAPhoneIsNamedWithItsLine() throws IOException {
        Path phone = Files.writeString(folder.resolve("phone.yaml"), "vms:\n  - name: a\n    guest: trixy\n");

        int status = run("up", phone.toString());

        assertRefused(status, phone + " line 3: ", "VM 'a'", "trixy", "trixie");
    }

    @Test
    void wrongValueInAPhoneNamesTheVm() throws IOException {
        Path phone =
                Files.writeString(folder.resolve("phone.yaml"), "vms:\n  - name: a\n    kernel: Image\n    cpus: 12\n");

        int status = run("up", phone.toString());

        assertRefused(status, phone.toString(), "VM 'a'", "12 CPUs");
    }

    @Test
    void noCommandAtAllIsAnsweredWithTheCommands() {
        assertRefused(run(), "up, run or guests");
    }

    @Test
    void helpIsNoError() {
        assertThat(run("run", "--help")).isZero();
    }
}
