package org.polyvisor.guests.apt;

import java.util.List;
import java.util.Locale;

/** Turns apt's complaints, which are many and long, into one line that says what to do. */
final class AptComplaint {
    private static final List<String> NETWORK = List.of(
            "could not resolve",
            "temporary failure resolving",
            "could not connect",
            "cannot initiate the connection",
            "unable to connect",
            "network is unreachable",
            "no route to host",
            "connection failed",
            "connection timed out",
            "connection refused",
            "name or service not known");
    private static final List<String> SIGNATURE =
            List.of("no_pubkey", "is not signed", "couldn't be verified", "missing key", "badsig", "expkeysig");

    private AptComplaint() {}

    static AptException explain(String program, int code, List<String> complaints) {
        String all = String.join("\n", complaints).toLowerCase(Locale.ROOT);
        String first = complaints.stream()
                .filter(line -> line.startsWith("E: "))
                .findFirst()
                .orElse(complaints.isEmpty() ? "exit code " + code : complaints.get(0))
                .strip();
        if (all.contains("no space left on device")) {
            return new AptException("disk full while downloading: make room for the cache, or set XDG_CACHE_HOME");
        }
        if (SIGNATURE.stream().anyMatch(all::contains)) {
            return AptException.ofSignature(
                    "Debian's signature could not be verified: update the package debian-archive-keyring (" + first
                            + ")");
        }
        if (NETWORK.stream().anyMatch(all::contains)) {
            return new AptException("no network: cannot reach the Debian mirror (" + first + ")");
        }
        return new AptException("%s failed: %s".formatted(program, first));
    }
}
