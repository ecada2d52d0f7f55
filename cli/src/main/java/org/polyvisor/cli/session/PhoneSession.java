package org.polyvisor.cli.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.polyvisor.cli.terminal.HostTerminal;
import org.polyvisor.cli.terminal.OutputPump;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.phone.Phone;
import org.polyvisor.hypervisor.phone.PhoneEvent;
import org.polyvisor.hypervisor.phone.PhoneVm;
import org.polyvisor.service.PhoneService;

/**
 * A phone at a terminal, until its VMs have ended or the user leaves. The terminal shows the console of a VM or, of a
 * phone with several VMs at first, what happens on the phone.
 */
public final class PhoneSession implements AutoCloseable {
    private static final int INPUT_BUFFER = 4096;
    private static final byte CONTROL_C = 3;
    private static final Duration EVENT_WAIT = Duration.ofSeconds(60);

    private final Phone phone;
    private final HostTerminal terminal;
    private final OutputPump pump;
    private final Map<PhoneVm, VmConsole> consoles = new LinkedHashMap<>();
    private PhoneVm shown;
    private boolean eventsShown;
    private boolean stopping;

    /** Takes a phone, with at least one VM, that has not been started; {@link #run} starts it. */
    public PhoneSession(Phone phone, HostTerminal terminal) {
        this.phone = phone;
        this.terminal = terminal;
        pump = new OutputPump(terminal);
        pump.onSpace(() -> phone.vms().forEach(PhoneVm::consoleReady));
        for (PhoneVm vm : phone.vms()) {
            VmConsole console = new VmConsole(pump);
            consoles.put(vm, console);
            vm.console().setWhole(console);
        }
        shown = phone.vms().getFirst();
        eventsShown = phone.vms().size() > 1;
    }

    /**
     * Starts the VMs and waits until all have ended; returns how.
     *
     * @throws org.polyvisor.hypervisor.ConfigurationException if one cannot be made as it is described
     */
    public Map<String, Outcome> run() {
        phone.prepare();
        if (eventsShown) {
            if (terminal.isInteractive()) {
                print("Ctrl-C stops the phone, Ctrl-A h tells more; 'polyvisor console VM' attaches.\n");
            }
            Thread.ofVirtual().name("event lines").start(this::showEvents);
        } else {
            consoleOf(shown).show();
        }
        phone.start();
        terminal.onResize((columns, rows) -> phone.vms().forEach(vm -> vm.resizeConsole(columns, rows)));
        Thread.ofPlatform().daemon().name("console input").start(this::readInput);
        try {
            Map<String, Outcome> outcomes = phone.awaitRest();
            if (terminal.isInteractive()) {
                print("\n");
            }
            pump.flush();
            return outcomes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    Phone phone() {
        return phone;
    }

    synchronized PhoneVm shown() {
        return shown;
    }

    private VmConsole consoleOf(PhoneVm vm) {
        return java.util.Objects.requireNonNull(consoles.get(vm));
    }

    /** Gives the terminal to a VM's console; false if there is none of that name. */
    synchronized boolean show(String name) {
        for (PhoneVm vm : phone.vms()) {
            if (vm.name().equals(name)) {
                consoleOf(shown).hide();
                eventsShown = false;
                shown = vm;
                consoleOf(vm).show();
                return true;
            }
        }
        return false;
    }

    /** Gives the terminal to what happens on the phone. */
    synchronized void showPhone() {
        consoleOf(shown).hide();
        eventsShown = true;
    }

    private synchronized boolean areEventsShown() {
        return eventsShown;
    }

    private void showEvents() {
        long last = 0;
        try {
            while (!phone.events().isClosed()) {
                List<PhoneEvent> events = phone.events().awaitAfter(last, EVENT_WAIT);
                for (PhoneEvent event : events) {
                    last = event.number();
                    if (areEventsShown()) {
                        print(EventLine.of(event) + "\n");
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void print(String text) {
        String lines = terminal.isInteractive() ? text.replace("\r", "").replace("\n", "\r\n") : text;
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        pump.write(bytes, 0, bytes.length);
    }

    /**
     * What a user types to the guest. While no guest's console is shown to a person there is nobody for it but the phone:
     * Ctrl-C stops that.
     */
    void type(byte[] keys, int count) {
        if (!areEventsShown() || !terminal.isInteractive()) {
            shown().type(keys, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (keys[i] == CONTROL_C) {
                interrupt();
            }
        }
    }

    /** The first time the guests are asked to switch their VMs off, then these are ended at once. */
    private synchronized void interrupt() {
        if (stopping) {
            stop();
            return;
        }
        stopping = true;
        print("stopping all VMs; Ctrl-C again ends them at once\n");
        Thread.ofVirtual().name("stop").start(() -> stop(PhoneService.DEFAULT_GRACE));
    }

    /** Ends all VMs at once. */
    public void stop() {
        stop(Duration.ZERO);
    }

    private void stop(Duration grace) {
        try {
            phone.stop(grace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readInput() {
        KeyDispatch keys = new KeyDispatch(this, terminal.isInteractive());
        byte[] buffer = new byte[INPUT_BUFFER];
        try {
            // The end of the input is not the end of the guest: scripts feed some commands and wait.
            for (int count = terminal.read(buffer); count >= 0; count = terminal.read(buffer)) {
                keys.accept(buffer, count);
            }
        } catch (IOException e) {
            System.getLogger(PhoneSession.class.getName()).log(System.Logger.Level.DEBUG, "no more input", e);
        }
    }

    /** Ends what still runs and frees it. */
    @Override
    public void close() {
        phone.close();
        pump.close();
    }
}
