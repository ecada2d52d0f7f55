package org.polyvisor.cli.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.polyvisor.cli.terminal.EscapeKey;
import org.polyvisor.cli.terminal.HostTerminal;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.service.api.EventView;
import org.polyvisor.service.api.VmView;
import org.polyvisor.service.client.ConsoleLink;
import org.polyvisor.service.client.PhoneClient;

/**
 * A terminal at a VM's console, until the user leaves or the phone ends. To a person it also tells, in square brackets,
 * what befalls the VM; pipes get the guest's bytes and nothing else.
 */
final class AttachedConsole {
    private static final int BUFFER = 8192;
    private static final String HELP = """

            Ctrl-A d   leave; the VM runs on
            Ctrl-A a   send a Ctrl-A to the guest
            Ctrl-A h   this
            """;

    private final PhoneClient client;
    private final String vm;
    private final ConsoleLink link;
    private final HostTerminal terminal;
    private volatile boolean left;

    AttachedConsole(PhoneClient client, String vm, ConsoleLink link, HostTerminal terminal) {
        this.client = client;
        this.vm = vm;
        this.link = link;
        this.terminal = terminal;
    }

    void run() throws IOException {
        if (terminal.isInteractive()) {
            long last = lastEvent();
            VmView view = client.get("vms/" + PhoneClient.escape(vm), VmView.class);
            tell("%s is %s%s; Ctrl-A d leaves, Ctrl-A h helps".formatted(vm, view.state(), remedy(view.state())));
            Thread.ofVirtual().name("vm events").start(() -> follow(last));
        }
        terminal.onResize(this::resized);
        Thread.ofPlatform().daemon().name("console input").start(this::input);
        output();
        if (terminal.isInteractive()) {
            print(left ? "\n" : "\n[the phone has ended]\n");
        }
    }

    private String remedy(String state) {
        return switch (state) {
            case "paused" -> " ('polyvisor resume \"%s\"' lets it go on)".formatted(vm);
            case "suspended" -> " ('polyvisor resume \"%s\"' wakes it)".formatted(vm);
            case "off", "panicked", "failed" -> " ('polyvisor start \"%s\"' switches it on)".formatted(vm);
            default -> "";
        };
    }

    private long lastEvent() {
        long[] last = {0};
        client.events("", event -> {
            last[0] = event.number();
            return true;
        });
        return last[0];
    }

    private void follow(long last) {
        client.events("?follow&after=" + last, event -> {
            if (concerns(event)) {
                tell("%s: %s".formatted(vm, event.message()));
            }
            return !left;
        });
    }

    private boolean concerns(EventView event) {
        return !left && event.subject().equals(vm) && !event.kind().equals("vm-up");
    }

    private void tell(String words) {
        print("\n[" + words + "]\n");
    }

    private void print(String text) {
        byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        try {
            write(bytes, bytes.length);
        } catch (IOException e) {
            System.getLogger(AttachedConsole.class.getName()).log(System.Logger.Level.DEBUG, "no terminal", e);
        }
    }

    private synchronized void write(byte[] bytes, int count) throws IOException {
        terminal.write(bytes, 0, count);
    }

    private void resized(int columns, int rows) {
        try {
            client.post("vms/%s/size?columns=%d&rows=%d".formatted(PhoneClient.escape(vm), columns, rows));
        } catch (ConfigurationException e) {
            // The phone has just ended; whoever reads the console sees that too.
        }
    }

    private void output() {
        byte[] bytes = new byte[BUFFER];
        try {
            for (int count = link.read(bytes); count >= 0; count = link.read(bytes)) {
                write(bytes, count);
            }
        } catch (IOException e) {
            // The user has left, or whoever read this is gone (a closed pipe).
        }
    }

    private void input() {
        EscapeKey escape = new EscapeKey();
        byte[] keys = new byte[BUFFER];
        byte[] guests = new byte[BUFFER];
        try {
            for (int count = terminal.read(keys); count >= 0; count = terminal.read(keys)) {
                int passed = 0;
                for (int i = 0; i < count; i++) {
                    EscapeKey.Action action = terminal.isInteractive() ? escape.next(keys[i]) : EscapeKey.Action.PASS;
                    switch (action) {
                        case PASS -> guests[passed++] = keys[i];
                        case PASS_ESCAPE -> guests[passed++] = EscapeKey.KEY;
                        case DETACH, LEAVE -> {
                            left = true;
                            link.close();
                            return;
                        }
                        case HELP -> print(HELP);
                        case SWALLOW, MONITOR -> {}
                    }
                }
                link.write(guests, 0, passed);
            }
        } catch (IOException e) {
            // The phone has ended; the other thread sees that too.
        }
    }
}
