package org.polyvisor.board.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;

/** Makes small kernel files of every kind. */
final class ImageFiles {
    private ImageFiles() {}

    /** An arm64 Image with an EFI stub whose one section ends where the file does. */
    static byte[] linuxImage(int fileBytes, long textOffset, long imageBytes, long flags) {
        ByteBuffer image = ByteBuffer.allocate(fileBytes).order(ByteOrder.LITTLE_ENDIAN);
        image.putInt(0, 0x1400_0010);
        image.putLong(8, textOffset).putLong(16, imageBytes).putLong(24, flags);
        image.put(56, new byte[] {'A', 'R', 'M', 0x64});
        image.putInt(60, 64);
        image.putInt(64, 0x4550).putShort(64 + 6, (short) 1).putShort(64 + 20, (short) 160);
        int section = 64 + 24 + 160;
        image.putInt(section + 16, fileBytes - 4096).putInt(section + 20, 4096);
        image.putInt(fileBytes - 4, 0x600d_f00d);
        return image.array();
    }

    static byte[] elf(int machine, long entry, long virtual, long physical, byte[] content, long memoryBytes) {
        ByteBuffer elf = ByteBuffer.allocate(64 + 56 + content.length).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        elf.putShort(16, (short) 2).putShort(18, (short) machine);
        elf.putLong(24, entry).putLong(32, 64);
        elf.putShort(54, (short) 56).putShort(56, (short) 1);
        elf.putInt(64, 1)
                .putLong(64 + 8, 120)
                .putLong(64 + 16, virtual)
                .putLong(64 + 24, physical)
                .putLong(64 + 32, content.length)
                .putLong(64 + 40, memoryBytes);
        elf.put(120, content);
        return elf.array();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
