package org.polyvisor.guests.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a kernel module says of itself in its ELF section {@code .modinfo}: strings {@code key=value}, each ended by a
 * zero byte (ELF: System V ABI, "Sections"; the keys: Linux, include/linux/module.h).
 *
 * @param depends modules whose symbols it uses, by name
 * @param before modules to load first if they can be found ({@code softdep=pre:})
 * @param aliases patterns of devices and services that it drives
 */
public record ModuleInfo(List<String> depends, List<String> before, List<String> aliases) {
    private static final int ELF64_HEADER = 64;
    private static final int SECTION_HEADER = 64;

    public ModuleInfo {
        depends = List.copyOf(depends);
        before = List.copyOf(before);
        aliases = List.copyOf(aliases);
    }

    /**
     * Reads a 64-bit little-endian ELF file.
     *
     * @throws IllegalArgumentException if it is not one, or its section table leads outside the file
     */
    public static ModuleInfo parse(byte[] elf) {
        List<String> depends = new ArrayList<>();
        List<String> before = new ArrayList<>();
        List<String> aliases = new ArrayList<>();
        for (String entry : new String(section(elf, ".modinfo"), StandardCharsets.UTF_8).split("\0", -1)) {
            int equals = entry.indexOf('=');
            String value = entry.substring(equals + 1);
            switch (equals < 0 ? "" : entry.substring(0, equals)) {
                case "depends" -> addWords(depends, value, ",");
                case "softdep" -> addWords(before, preList(value), " ");
                case "alias" -> aliases.add(value);
                default -> {
                    // licence, author, parameters: nothing that loading needs
                }
            }
        }
        return new ModuleInfo(depends, before, aliases);
    }

    /** The name that the kernel uses for a module: file names may have dashes, names never. */
    public static String canonicalName(String name) {
        return name.replace('-', '_');
    }

    private static String preList(String softdep) {
        int pre = softdep.indexOf("pre:");
        int post = softdep.indexOf("post:");
        if (pre < 0) {
            return "";
        }
        return post > pre ? softdep.substring(pre + 4, post) : softdep.substring(pre + 4);
    }

    private static void addWords(List<String> list, String text, String separator) {
        for (String word : text.split(separator, -1)) {
            if (!word.isBlank()) {
                list.add(canonicalName(word.strip()));
            }
        }
    }

    private static byte[] section(byte[] elf, String wanted) {
        ByteBuffer file = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
        if (elf.length < ELF64_HEADER || file.getInt(0) != 0x464c457f || elf[4] != 2 || elf[5] != 1) {
            throw new IllegalArgumentException("not a 64-bit little-endian ELF file");
        }
        long table = file.getLong(40);
        int count = file.getShort(60) & 0xffff;
        int namesIndex = file.getShort(62) & 0xffff;
        byte[] names = sectionContent(file, table, namesIndex);
        for (int i = 0; i < count; i++) {
            int header = sectionHeader(file, table, i);
            if (nameAt(names, file.getInt(header)).equals(wanted)) {
                return sectionContent(file, table, i);
            }
        }
        throw new IllegalArgumentException("the ELF file has no section " + wanted);
    }

    private static int sectionHeader(ByteBuffer file, long table, int index) {
        long offset = table + (long) index * SECTION_HEADER;
        if (table < 0 || offset < 0 || offset > file.capacity() - SECTION_HEADER) {
            throw new IllegalArgumentException("the ELF file's section table is out of bounds");
        }
        return (int) offset;
    }

    private static byte[] sectionContent(ByteBuffer file, long table, int index) {
        int header = sectionHeader(file, table, index);
        long offset = file.getLong(header + 24);
        long size = file.getLong(header + 32);
        if (offset < 0 || size < 0 || offset > file.capacity() || size > file.capacity() - offset) {
            throw new IllegalArgumentException("an ELF section is out of bounds");
        }
        byte[] content = new byte[(int) size];
        file.get((int) offset, content);
        return content;
    }

    private static String nameAt(byte[] names, int offset) {
        if (offset < 0 || offset >= names.length) {
            return "";
        }
        int end = offset;
        while (end < names.length && names[end] != 0) {
            end++;
        }
        return new String(names, offset, end - offset, StandardCharsets.UTF_8);
    }
}
