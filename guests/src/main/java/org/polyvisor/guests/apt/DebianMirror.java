package org.polyvisor.guests.apt;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Debian's packages are fetched from: the mirror that the host's own apt uses, so that whatever the
 * administrator set up (a near mirror, a proxy, a private copy) holds for guests too.
 *
 * @param archive address of the archive, without a suite
 * @param security address of the security archive, or null if the host names none
 */
public record DebianMirror(String archive, @Nullable String security) {
    /** Environment variable that names the archive instead. */
    public static final String ARCHIVE_VARIABLE = "POLYVISOR_DEBIAN_MIRROR";
    /** Environment variable that names the security archive instead. */
    public static final String SECURITY_VARIABLE = "POLYVISOR_DEBIAN_SECURITY_MIRROR";

    private static final Pattern ADDRESS = Pattern.compile("[a-z][a-z0-9+.-]*:[!-Z\\\\^-~]+");
    /** The line of a suite's signed index: quoted address, file name and more. */
    private static final Pattern RELEASE = Pattern.compile("'(.+)/dists/([^/']+)/InRelease' .*");

    private static final Pattern DEBIAN_SUITE =
            Pattern.compile("(bullseye|bookworm|trixie|forky|duke|sid|oldoldstable|oldstable|stable|testing|unstable)"
                    + "(-updates|-backports)?");
    private static final Pattern SECURITY_SUITE =
            Pattern.compile("(bullseye|bookworm|trixie|forky|duke|oldoldstable|oldstable|stable|testing)-security");

    /**
     * The mirror from the environment, else from the host's apt sources.
     *
     * @throws AptException if there is neither, or the variable holds no address
     */
    public static DebianMirror find() throws AptException {
        String archive = fromEnvironment(ARCHIVE_VARIABLE);
        String security = fromEnvironment(SECURITY_VARIABLE);
        if (archive != null) {
            return new DebianMirror(archive, security);
        }
        // Printing what an update would fetch works on a machine whose apt has never been updated, too.
        List<String> addresses =
                AptProcess.run(List.of("apt-get", "update", "--print-uris"), null, Path.of("/"), line -> {});
        return fromAddresses(addresses);
    }

    /** Chooses from apt's print of addresses; the first that is Debian's wins. */
    static DebianMirror fromAddresses(List<String> lines) throws AptException {
        String archive = firstOf(lines, DEBIAN_SUITE);
        if (archive == null) {
            throw new AptException("this machine's apt knows no Debian mirror: set %s to the address of one"
                    .formatted(ARCHIVE_VARIABLE));
        }
        return new DebianMirror(archive, firstOf(lines, SECURITY_SUITE));
    }

    private static @Nullable String firstOf(List<String> lines, Pattern suite) {
        return lines.stream()
                .map(RELEASE::matcher)
                .filter(line -> line.matches()
                        && suite.matcher(line.group(2)).matches()
                        && ADDRESS.matcher(line.group(1)).matches())
                .map(line -> line.group(1))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String fromEnvironment(String variable) throws AptException {
        String value = System.getenv(variable);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (!ADDRESS.matcher(value.strip()).matches()) {
            throw new AptException("%s is not an address such as http://HOST/debian".formatted(variable));
        }
        return value.strip();
    }
}
