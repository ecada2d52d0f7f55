package org.polyvisor.guests.apt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What the signed index says of one version of a package.
 *
 * @param name the package
 * @param version Debian version, with its epoch if it has one
 * @param architecture {@code arm64} or {@code all}
 * @param depends names that it depends on, of alternatives the first, versions left out
 * @param size bytes of the package file
 * @param sha256 checksum of the package file, lower-case hexadecimal
 */
public record PackageInfo(
        String name, String version, String architecture, List<String> depends, long size, String sha256) {
    public PackageInfo {
        depends = List.copyOf(depends);
    }

    /** The name apt gives the downloaded file. */
    public String fileName() {
        return name + "_" + version.replace(":", "%3a") + "_" + architecture + ".deb";
    }

    /** Whether {@code file} is this very package. */
    public boolean matches(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != size) {
            return false;
        }
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest()).equals(sha256);
    }

    /** Reads the first stanza of {@code apt-cache show}. */
    static PackageInfo parse(List<String> lines) throws AptException {
        List<PackageInfo> all = parseAll(lines);
        if (all.isEmpty()) {
            throw new AptException("the package index says nothing");
        }
        return all.getFirst();
    }

    /** Reads all stanzas of {@code apt-cache show}, which stand apart by empty lines. */
    static List<PackageInfo> parseAll(List<String> lines) throws AptException {
        List<PackageInfo> all = new ArrayList<>();
        Map<String, String> fields = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (line.isEmpty() && !fields.isEmpty()) {
                all.add(fromFields(fields));
                fields.clear();
            } else if (colon > 0 && !line.startsWith(" ")) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        if (!fields.isEmpty()) {
            all.add(fromFields(fields));
        }
        return all;
    }

    private static PackageInfo fromFields(Map<String, String> fields) throws AptException {
        String size = field(fields, "Size");
        if (!size.matches("[0-9]{1,15}")) {
            throw new AptException("the package index has a package of size '%s'".formatted(size));
        }
        return new PackageInfo(
                field(fields, "Package"),
                field(fields, "Version"),
                field(fields, "Architecture"),
                names(fields.getOrDefault("Pre-Depends", "") + "," + fields.getOrDefault("Depends", "")),
                Long.parseLong(size),
                field(fields, "SHA256"));
    }

    private static List<String> names(String relation) {
        return Arrays.stream(relation.split(","))
                .map(clause -> clause.split("\\|", 2)[0].strip().split("[ (:]", 2)[0])
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static String field(Map<String, String> fields, String name) throws AptException {
        String value = fields.get(name);
        if (value == null) {
            throw new AptException("the package index lacks the field " + name);
        }
        return value;
    }
}
