package org.polyvisor.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.polyvisor.cli.session.EventLine;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.service.PhonePlaces;
import org.polyvisor.service.PrivateFolder;
import org.polyvisor.service.api.EventView;
import org.polyvisor.service.api.PhoneView;
import org.polyvisor.service.api.VmView;
import org.polyvisor.service.client.PhoneClient;

/** Starts a phone in a process of its own, which outlives this one, and tells how its VMs come up. */
final class Detached {
    private static final Set<String> SETTLED =
            Set.of("vm-up", "vm-refused", "vm-panicked", "vm-failed", "vm-powered-off", "vm-stopped", "vm-given-up");
    private static final long POLL_MILLIS = 100;

    /** A guest that has said nothing by then may never do. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A phone that cannot go on has ended all its VMs by then. */
    private static final Duration END = Duration.ofSeconds(20);

    private final PhonePlaces places;

    Detached(PhonePlaces places) {
        this.places = places;
    }

    /** Returns when each VM that starts with the phone has said something, or has ended. */
    int start(String name) {
        Path socket = places.socket(name);
        if (PhoneClient.isAlive(socket)) {
            throw new ConfigurationException(
                    "a phone called '%s' runs already: 'polyvisor down --phone \"%s\"' ends it".formatted(name, name));
        }
        Path output = places.output(name);
        Process process = spawn(name, output);
        while (!PhoneClient.isAlive(socket)) {
            if (!process.isAlive()) {
                return failed(process, output);
            }
            pause(process);
        }
        if (!tell(new PhoneClient(socket)) && hasEnded(process)) {
            return failed(process, output);
        }
        System.out.printf("%s runs in the background: polyvisor ps, console, events, down%n", name);
        return ExitCodes.OK;
    }

    /** This program's own command line, with {@code --detach} replaced. */
    private static Process spawn(String name, Path output) {
        try {
            PrivateFolder.makeParent(output);
            List<String> command = new ArrayList<>();
            if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
                // Out of the terminal's session: it does not end with it.
                command.add("/usr/bin/setsid");
            }
            String own = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
            for (String argument : own.split("\0", -1)) {
                switch (argument) {
                    case "--detach", "-d" -> command.addAll(List.of("--background", "--as", name));
                    default -> command.add(argument);
                }
            }
            // What is behind the last zero.
            command.removeLast();
            return new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new ConfigurationException("a process in the background cannot be started: " + e.getMessage(), e);
        }
    }

    /** Whether a phone that has hung up is about to end: it could not start one of its VMs. */
    private static boolean hasEnded(Process process) {
        try {
            return process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int failed(Process process, Path output) {
        try {
            List<String> lines = Files.readAllLines(output);
            System.err.println(lines.isEmpty() ? "polyvisor: the phone ended at once" : lines.getLast());
        } catch (IOException e) {
            System.err.println("polyvisor: the phone ended at once");
        }
        return process.exitValue() == 0 ? ExitCodes.FAILURE : process.exitValue();
    }

    private static void pause(Process process) {
        try {
            process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the phone's events until its VMs are up; false if it has hung up before. */
    private static boolean tell(PhoneClient phone) {
        Set<String> expected = ConcurrentHashMap.newKeySet();
        AtomicBoolean hungUp = new AtomicBoolean();
        Thread teller = Thread.ofVirtual().start(() -> {
            try {
                for (VmView vm : phone.get("phone", PhoneView.class).vms()) {
                    if (vm.autostart()) {
                        expected.add(vm.name());
                    }
                }
                if (!expected.isEmpty()) {
                    phone.events("?follow", event -> tell(event, expected));
                    hungUp.set(!expected.isEmpty());
                }
            } catch (ConfigurationException e) {
                hungUp.set(true);
            }
        });
        try {
            if (!teller.join(PATIENCE)) {
                System.out.println("still starting; 'polyvisor events --follow' tells more");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !hungUp.get();
    }

    private static boolean tell(EventView event, Set<String> expected) {
        System.out.println(EventLine.of(event));
        if (SETTLED.contains(event.kind())) {
            expected.remove(event.subject());
        }
        return !expected.isEmpty();
    }
}
