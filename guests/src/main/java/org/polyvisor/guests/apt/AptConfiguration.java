package org.polyvisor.guests.apt;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The text of the private apt's configuration (apt.conf(5)) and sources (sources.list(5)). */
final class AptConfiguration {
    /** Parts of the host's download settings that are about the host's own indexes. */
    private static final List<String> HOST_ONLY = List.of(
            "Acquire::IndexTargets",
            "Acquire::Languages",
            "Acquire::CompressionTypes",
            "Acquire::GzipIndexes",
            "Acquire::Allow",
            "Acquire::Changelogs",
            "Acquire::cdrom");

    private AptConfiguration() {}

    /**
     * The whole configuration: the host's files are not read, since their hooks are made for the host, but its ways to
     * reach the network (proxies, retries, certificates) are taken over.
     */
    static String text(Path directory) throws AptException {
        return hostDownloadSettings() + """
                APT::Architecture "arm64";
                APT::Architectures { "arm64"; };
                APT::Install-Recommends "false";
                APT::Sandbox::User "";
                APT::Status-Fd "1";
                APT::Update::Error-Mode "any";
                APT::Get::AllowUnauthenticated "false";
                Acquire::Languages "none";
                Acquire::AllowInsecureRepositories "false";
                Acquire::AllowWeakRepositories "false";
                Acquire::AllowDowngradeToInsecureRepositories "false";
                Dir::State "%1$s";
                Dir::State::lists "%1$s/lists";
                Dir::State::status "%1$s/status";
                Dir::State::extended_states "%1$s/extended_states";
                Dir::Cache "%1$s";
                Dir::Cache::archives "%1$s/archives";
                Dir::Cache::pkgcache "%1$s/pkgcache.bin";
                Dir::Cache::srcpkgcache "";
                Dir::Log "%1$s";
                Dir::Etc::main "/dev/null";
                Dir::Etc::parts "/dev/null";
                Dir::Etc::sourcelist "%1$s/sources.list";
                Dir::Etc::sourceparts "/dev/null";
                Dir::Etc::preferences "/dev/null";
                Dir::Etc::preferencesparts "/dev/null";
                Dir::Etc::trusted "/dev/null";
                Dir::Etc::trustedparts "/dev/null";
                """.formatted(directory);
    }

    /** The suite, and its security updates where the mirror has them; only {@code keyring} is believed. */
    static String sources(DebianMirror mirror, String suite, Path keyring) {
        String options = "deb [arch=arm64 signed-by=%s] ".formatted(keyring);
        String sources = "%s%s %s main\n".formatted(options, mirror.archive(), suite);
        @Nullable String security = mirror.security();
        return security == null || suite.equals("sid")
                ? sources
                : sources + "%s%s %s-security main\n".formatted(options, security, suite);
    }

    private static String hostDownloadSettings() throws AptException {
        List<String> lines = AptProcess.run(
                List.of("apt-config", "dump", "--no-empty", "--format", "%F \"%v\";%n", "Acquire"),
                null,
                Path.of("/"),
                line -> {});
        return lines.stream()
                .filter(line ->
                        line.startsWith("Acquire::") && HOST_ONLY.stream().noneMatch(line::startsWith))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
