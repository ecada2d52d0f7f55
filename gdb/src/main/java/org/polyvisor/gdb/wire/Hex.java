package org.polyvisor.gdb.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Hexadecimal as packets have it. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /** Two digits a byte. */
    public static String of(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /** The text's UTF-8 form, two digits a byte. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The low {@code bytes} bytes of a value, least significant first. */
    public static String littleEndian(long value, int bytes) {
        StringBuilder digits = new StringBuilder(2 * bytes);
        for (int i = 0; i < bytes; i++) {
            FORMAT.toHexDigits(digits, (byte) (value >>> (i << 3)));
        }
        return digits.toString();
    }

    /** A number, most significant digit first and without leading zeros. */
    public static String number(long value) {
        return Long.toHexString(value);
    }
}
