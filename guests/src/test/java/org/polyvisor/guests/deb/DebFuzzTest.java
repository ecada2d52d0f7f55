package org.polyvisor.guests.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged packages end in an IOException or in harmless paths, never in another exception. */
class DebFuzzTest {
    private static final long SEED = 20260101;
    private static final int ROUNDS = 500;

    @TempDir
    Path folder;

    @Test
    void damagedPackageNeverEscapes() throws IOException {
        byte[] whole = new TestPackage()
                .control("control", "Package: x\n")
                .directory("./usr/")
                .file("./usr/a", "content")
                .link("./usr/b", "a")
                .bytes();
        Random random = new Random(SEED);
        List<String> outside = new ArrayList<>();

        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = damage(whole, random);
            Path deb = Files.write(folder.resolve("fuzz.deb"), damaged);
            readAll(deb, outside);
        }

        assertThat(outside).isEmpty();
    }

    /** The tar reader alone, since damage rarely survives the checksum of xz. */
    @Test
    void damagedTarNeverEscapes() throws IOException {
        byte[] header = new byte[2048];
        Random random = new Random(SEED);
        List<String> outside = new ArrayList<>();
        int members = 0;

        for (int round = 0; round < ROUNDS * 10; round++) {
            fillHeader(header, random);
            members += readTar(header, outside);
        }

        assertThat(outside).isEmpty();
        assertThat(members).as("headers that got past the checksum").isGreaterThan(ROUNDS);
    }

    private static byte[] damage(byte[] whole, Random random) {
        byte[] damaged = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    /** A header with a right checksum round random fields, drawn from what is likely to hurt. */
    private static void fillHeader(byte[] block, Random random) {
        String alphabet = "./a\0" + "01777";
        for (int i = 0; i < 512; i++) {
            block[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        block[135] = 0;
        for (int i = 100; i < 148; i++) {
            block[i] = (byte) ('0' + random.nextInt(8) * random.nextInt(2));
        }
        block[124] = '0';
        block[125] = '0';
        for (int i = 126; i < 132; i++) {
            block[i] = '0';
        }
        block[156] = (byte) "0125LKxg3\0".charAt(random.nextInt(10));
        int sum = 8 * ' ';
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? 0 : block[i] & 0xff;
        }
        byte[] digits = "%06o\0 ".formatted(sum).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, block, 148, 8);
    }

    private static int readTar(byte[] bytes, List<String> outside) {
        TarReader reader = new TarReader(new ByteArrayInputStream(bytes));
        int members = 0;
        try {
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                note(entry, outside);
                members++;
            }
        } catch (IOException e) {
            // what a damaged archive is expected to end in
        }
        return members;
    }

    private static void readAll(Path deb, List<String> outside) {
        try {
            new DebFile(deb).visitData((entry, content) -> {
                note(entry, outside);
                content.transferTo(OutputStream.nullOutputStream());
            });
            new DebFile(deb).control();
        } catch (IOException e) {
            // what a damaged package is expected to end in
        }
    }

    private static void note(TarEntry entry, List<String> outside) {
        Path root = Path.of("/root-of-tree");
        if (!root.resolve(entry.path()).normalize().startsWith(root)) {
            outside.add(entry.path());
        }
    }
}
