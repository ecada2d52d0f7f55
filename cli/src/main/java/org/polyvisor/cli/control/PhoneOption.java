package org.polyvisor.cli.control;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.service.PhonePlaces;
import org.polyvisor.service.client.PhoneClient;
import picocli.CommandLine.Option;

/** Which of the running phones a command means. */
final class PhoneOption {
    private static final String SUFFIX = ".sock";

    @Option(
            names = "--phone",
            paramLabel = "NAME",
            description = "The phone's name, or its socket's path; may be left out while only one runs.")
    private @Nullable String phone;

    /** @throws ConfigurationException if it does not run, or if it is not clear which one is meant */
    PhoneClient connect() {
        return new PhoneClient(find(phone, PhonePlaces.ofUser()));
    }

    static Path find(@Nullable String wanted, PhonePlaces places) {
        List<Path> running = places.all().stream().filter(PhoneClient::isAlive).toList();
        if (wanted == null) {
            return switch (running.size()) {
                case 0 -> throw new ConfigurationException("no phone runs: 'polyvisor up' starts one");
                case 1 -> running.getFirst();
                default ->
                    throw new ConfigurationException(
                            "several phones run: name one with --phone: %s".formatted(names(running)));
            };
        }
        Path socket = wanted.contains("/") ? Path.of(wanted) : places.socket(wanted);
        if (!PhoneClient.isAlive(socket)) {
            throw new ConfigurationException("no phone '%s' runs: %s"
                    .formatted(wanted, running.isEmpty() ? "none does" : "there are " + names(running)));
        }
        return socket;
    }

    private static String names(List<Path> sockets) {
        return sockets.stream()
                .map(socket -> String.valueOf(socket.getFileName()))
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .collect(Collectors.joining(", "));
    }
}
