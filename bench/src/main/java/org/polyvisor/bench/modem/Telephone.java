package org.polyvisor.bench.modem;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.Console;
import org.polyvisor.bench.machine.Pause;

/** One Debian with ModemManager, used by mmcli at its console. */
final class Telephone {
    /** Longest time until Debian asks for a login, on a host that is busy with other things. */
    private static final Duration BOOT = Duration.ofMinutes(8);

    /** Longest time of a command and of what it brings about, on such a host. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final String LOGIN = "polyvisor login: ";

    /** On such a host login's own limit, a minute, may be over before the session has begun; then it asks again. */
    private static final int LOGINS = 5;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final String number;
    private final Console console;

    /**
     * Does nothing yet.
     *
     * @param name of the VM
     * @param number of its baseband
     * @param console of the VM
     */
    Telephone(String name, String number, Console console) {
        this.name = name;
        this.number = number;
        this.console = console;
    }

    String name() {
        return name;
    }

    String number() {
        return number;
    }

    /** Waits for the system and logs in, to a shell that neither echoes nor prompts. */
    void login() throws BenchException {
        console.await(LOGIN, BOOT);
        String answer = LOGIN;
        for (int i = 0; i < LOGINS && answer.equals(LOGIN); i++) {
            console.type("root\r");
            answer = console.awaitAny(":~# |" + LOGIN, LIMIT);
        }
        console.type("exec sh\r");
        console.await("# ", LIMIT);
        console.type("stty -echo; PS1=; echo SI''LENT\r");
        console.await("SILENT", LIMIT);
    }

    /** What a shell command prints, its lines joined by blanks. */
    String ask(String command) throws BenchException {
        console.type("echo \"SAYS $({ %s; } 2>&1 | tr '\\n\\t' '  ')\"\r".formatted(command));
        return console.awaitLine("SAYS ", LIMIT).substring("SAYS ".length()).strip();
    }

    /**
     * Repeats a command until what it prints has a match.
     *
     * @throws BenchException if it never has; the message tells what it printed last
     */
    Matcher until(String command, Pattern wanted) throws BenchException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            String said = ask(command);
            Matcher matcher = wanted.matcher(said);
            if (matcher.find()) {
                return matcher;
            }
            if (System.nanoTime() >= end) {
                throw new BenchException(
                        "%s: %s: no '%s' in %d s: %s".formatted(name, command, wanted, LIMIT.toSeconds(), said));
            }
            Pause.of(PAUSE);
        }
    }

    /** As {@link #until}, once. */
    Matcher now(String command, Pattern wanted) throws BenchException {
        String said = ask(command);
        Matcher matcher = wanted.matcher(said);
        if (!matcher.find()) {
            throw new BenchException("%s: %s: no '%s': %s".formatted(name, command, wanted, said));
        }
        return matcher;
    }
}
