package org.polyvisor.arm.a64.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.BareMetal;
import org.polyvisor.arm.cpu.Vcpu;

/** The cryptographic instructions against published vectors and the JDK's own digests. */
class CryptoOpsTest {
    private static final int[] SHA256_FIRST = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };
    private static final int[] SHA1_FIRST = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    private static final int[] SHA1_CONSTANTS = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};

    private final Vcpu cpu = new BareMetal(4096).cpu();

    private void set(int register, String hex) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);
        cpu.setV(register, bytes.getLong(0), bytes.getLong(8));
    }

    private String hex(int register) {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, cpu.vLow(register)).putLong(8, cpu.vHigh(register));
        return HexFormat.of().formatHex(bytes.array());
    }

    private void words(int register, int w0, int w1, int w2, int w3) {
        cpu.setV(register, w0 & 0xffff_ffffL | (long) w1 << 32, w2 & 0xffff_ffffL | (long) w3 << 32);
    }

    private static int fields(int d, int n, int m) {
        return m << 16 | n << 5 | d;
    }

    /** FIPS 197, appendix B: round 1. */
    @Test
    void aesRoundMatchesThePublishedExample() {
        set(0, "3243f6a8885a308d313198a2e0370734");
        set(1, "2b7e151628aed2a6abf7158809cf4f3c");

        AesOps.aese(cpu, fields(0, 1, 0));
        AesOps.aesmc(cpu, fields(2, 0, 0));

        assertThat(hex(0)).isEqualTo("d4bf5d30e0b452aeb84111f11e2798e5");
        assertThat(hex(2)).isEqualTo("046681e5e0cb199a48f8d37a2806264c");
    }

    @Test
    void aesInverseMixUndoesMix() {
        set(0, "00112233445566778899aabbccddeeff");

        AesOps.aesmc(cpu, fields(1, 0, 0));
        AesOps.aesimc(cpu, fields(2, 1, 0));

        assertThat(hex(2)).isEqualTo("00112233445566778899aabbccddeeff");
    }

    @Test
    void aesDecryptionUndoesSubstitutionAndShift() {
        set(0, "00112233445566778899aabbccddeeff");
        set(1, "00000000000000000000000000000000");

        AesOps.aese(cpu, fields(0, 1, 0));
        AesOps.aesd(cpu, fields(0, 1, 0));

        assertThat(hex(0)).isEqualTo("00112233445566778899aabbccddeeff");
    }

    /** The one block of a message below 56 bytes, as sixteen big-endian words in V16..V19. */
    private void loadBlock(byte[] message) {
        ByteBuffer block = ByteBuffer.allocate(64);
        block.put(message).put((byte) 0x80).putLong(56, message.length * 8L);
        for (int i = 0; i < 4; i++) {
            words(
                    16 + i,
                    block.getInt(16 * i),
                    block.getInt(16 * i + 4),
                    block.getInt(16 * i + 8),
                    block.getInt(16 * i + 12));
        }
    }

    /** The cube roots' fractions that are the round constants (FIPS 180-4, 4.2.2). */
    private static int[] sha256Constants() {
        int[] constants = new int[64];
        int count = 0;
        for (int candidate = 2; count < 64; candidate++) {
            if (java.math.BigInteger.valueOf(candidate).isProbablePrime(50)) {
                double root = Math.cbrt(candidate);
                constants[count++] = (int) (long) ((root - Math.floor(root)) * 0x1p32);
            }
        }
        return constants;
    }

    @Test
    void sha256OfOneBlockEqualsTheJdks() throws NoSuchAlgorithmException {
        byte[] message = "the quick brown fox".getBytes(StandardCharsets.US_ASCII);
        int[] k = sha256Constants();
        loadBlock(message);
        words(0, SHA256_FIRST[0], SHA256_FIRST[1], SHA256_FIRST[2], SHA256_FIRST[3]);
        words(1, SHA256_FIRST[4], SHA256_FIRST[5], SHA256_FIRST[6], SHA256_FIRST[7]);

        for (int round = 0; round < 16; round++) {
            int w = 16 + (round & 3);
            words(4, k[4 * round], k[4 * round + 1], k[4 * round + 2], k[4 * round + 3]);
            ArithmeticOps.addV(cpu, 0x4ea0_8400 | fields(4, 4, w));
            cpu.setV(5, cpu.vLow(0), cpu.vHigh(0));
            ShaOps.sha256h(cpu, fields(0, 1, 4));
            ShaOps.sha256h2(cpu, fields(1, 5, 4));
            ShaOps.sha256su0(cpu, fields(w, 16 + (round + 1 & 3), 0));
            ShaOps.sha256su1(cpu, fields(w, 16 + (round + 2 & 3), 16 + (round + 3 & 3)));
        }

        assertThat(sum(0, SHA256_FIRST, 0) + sum(1, SHA256_FIRST, 4))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(message)));
    }

    @Test
    void sha1OfOneBlockEqualsTheJdks() throws NoSuchAlgorithmException {
        byte[] message = "the quick brown fox".getBytes(StandardCharsets.US_ASCII);
        loadBlock(message);
        words(0, SHA1_FIRST[0], SHA1_FIRST[1], SHA1_FIRST[2], SHA1_FIRST[3]);
        words(1, SHA1_FIRST[4], 0, 0, 0);

        for (int round = 0; round < 20; round++) {
            int w = 16 + (round & 3);
            int k = SHA1_CONSTANTS[round / 5];
            words(4, k, k, k, k);
            ArithmeticOps.addV(cpu, 0x4ea0_8400 | fields(4, 4, w));
            ShaOps.sha1h(cpu, fields(2, 0, 0));
            sha1Rounds(round / 5);
            cpu.setV(1, cpu.vLow(2), 0);
            ShaOps.sha1su0(cpu, fields(w, 16 + (round + 1 & 3), 16 + (round + 2 & 3)));
            ShaOps.sha1su1(cpu, fields(w, 16 + (round + 3 & 3), 0));
        }

        int last = (int) cpu.vLow(1) + SHA1_FIRST[4];
        assertThat(sum(0, SHA1_FIRST, 0) + HexFormat.of().toHexDigits(last))
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-1").digest(message)));
    }

    private void sha1Rounds(int stage) {
        switch (stage) {
            case 0 -> ShaOps.sha1c(cpu, fields(0, 1, 4));
            case 2 -> ShaOps.sha1m(cpu, fields(0, 1, 4));
            default -> ShaOps.sha1p(cpu, fields(0, 1, 4));
        }
    }

    private String sum(int register, int[] first, int from) {
        long[] halves = {cpu.vLow(register), cpu.vHigh(register)};
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            int word = (int) (halves[i / 2] >>> 32 * (i & 1)) + first[from + i];
            digits.append(HexFormat.of().toHexDigits(word));
        }
        return digits.toString();
    }

    @Test
    void carrylessSquareSpreadsTheBits() {
        cpu.setV(0, -1, 0);

        WideningOps.pmull1q(cpu, 0x0ee0_e000 | fields(1, 0, 0));

        assertThat(cpu.vLow(1)).isEqualTo(0x5555_5555_5555_5555L);
        assertThat(cpu.vHigh(1)).isEqualTo(0x5555_5555_5555_5555L);
    }
}
