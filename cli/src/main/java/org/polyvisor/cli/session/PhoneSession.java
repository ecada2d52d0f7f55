package org.polyvisor.cli.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.polyvisor.cli.terminal.HostTerminal;
import org.polyvisor.cli.terminal.OutputPump;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.VirtualMachine;

/** VMs that run together, one of whose consoles has the terminal, until all have ended or the user leaves. */
public final class PhoneSession implements AutoCloseable {
    private static final int INPUT_BUFFER = 4096;

    private final HostTerminal terminal;
    private final OutputPump pump;
    private final List<Attached> attached = new ArrayList<>();
    private Attached shown;

    /** A VM and its console. */
    private record Attached(VirtualMachine vm, VmConsole console) {}

    /**
     * Makes the machines, which then wait for {@link #run}.
     *
     * @param configs at least one
     */
    public PhoneSession(List<MachineConfig> configs, HostTerminal terminal) {
        this.terminal = terminal;
        pump = new OutputPump(terminal);
        pump.onSpace(() -> attached.forEach(each -> each.vm.consoleReady()));
        try {
            for (MachineConfig config : configs) {
                VmConsole console = new VmConsole(pump);
                attached.add(new Attached(VirtualMachine.create(config, console), console));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        shown = attached.getFirst();
    }

    /** Runs the machines until all have ended; returns how, in their order. */
    public Map<String, Outcome> run() {
        shown.console.show();
        Thread input = Thread.ofPlatform().daemon().name("console input").unstarted(this::readInput);
        attached.forEach(each -> each.vm.start());
        terminal.onResize((columns, rows) -> attached.forEach(each -> each.vm.resizeConsole(columns, rows)));
        input.start();
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (Attached each : attached) {
            outcomes.put(each.vm.name(), each.vm.await());
        }
        if (terminal.isInteractive()) {
            print("\n");
        }
        pump.flush();
        return outcomes;
    }

    /** The machines, in the order of their configurations. */
    public List<VirtualMachine> machines() {
        return attached.stream().map(Attached::vm).toList();
    }

    synchronized VirtualMachine shown() {
        return shown.vm;
    }

    /** Gives the terminal to another VM's console; false if there is none of that name. */
    synchronized boolean show(String name) {
        for (Attached each : attached) {
            if (each.vm.name().equals(name)) {
                if (!each.equals(shown)) {
                    shown.console.hide();
                    shown = each;
                    each.console.show();
                }
                return true;
            }
        }
        return false;
    }

    void print(String text) {
        byte[] bytes = text.replace("\r", "").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        pump.write(bytes, 0, bytes.length);
    }

    /** Ends all VMs at once. */
    public void stop() {
        attached.forEach(each -> each.vm.stop());
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
        attached.forEach(each -> each.vm.close());
        pump.close();
    }
}
