package org.polyvisor.guests.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The smallest ELF files that have a module's information. */
final class TestElf {
    private static final byte[] NAMES = "\0.modinfo\0.shstrtab\0".getBytes(StandardCharsets.US_ASCII);

    private TestElf() {}

    static byte[] module(String... entries) {
        byte[] info = (String.join("\0", entries) + "\0").getBytes(StandardCharsets.UTF_8);
        int namesAt = 64 + info.length;
        int table = (namesAt + NAMES.length + 7) & ~7;
        ByteBuffer elf = ByteBuffer.allocate(table + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
        elf.putLong(40, table).putShort(60, (short) 3).putShort(62, (short) 2);
        elf.put(64, info).put(namesAt, NAMES);
        section(elf, table + 64, 1, 64, info.length);
        section(elf, table + 128, 10, namesAt, NAMES.length);
        return elf.array();
    }

    private static void section(ByteBuffer elf, int header, int name, long offset, long size) {
        elf.putInt(header, name).putLong(header + 24, offset).putLong(header + 32, size);
    }
}
