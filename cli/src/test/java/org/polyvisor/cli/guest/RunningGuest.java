package org.polyvisor.cli.guest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.polyvisor.gdb.GdbAddress;
import org.polyvisor.guests.BuiltGuest;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.VirtualMachine;
import org.polyvisor.hypervisor.channel.Channels;

/** A real guest under test. */
final class RunningGuest implements AutoCloseable {
    static final String PROMPT = "root@polyvisor:~# ";

    /** For anything that takes a guest long; hosts of continuous integration are slow. */
    static final Duration LONG = Duration.ofMinutes(4);

    private final GuestConsole console = new GuestConsole();
    private final VirtualMachine machine;

    private RunningGuest(MachineConfig config) {
        this(config, Channels.NONE);
    }

    private RunningGuest(MachineConfig config, Channels channels) {
        machine = VirtualMachine.create(config, channels, console);
        machine.start();
    }

    static RunningGuest linux(String name, int cpus, String append, DiskConfig... disks) {
        BuiltGuest guest = TestGuests.get(name);
        BootSource boot = new BootSource.Kernel(
                Objects.requireNonNull(guest.kernel()), guest.initrd(), guest.commandLine() + " " + append);
        return new RunningGuest(
                new MachineConfig(name, 512L << 20, cpus, boot, List.of(disks), ConsoleDevice.UART, null));
    }

    /** The machine {@code vm} with its ends of channels. */
    static RunningGuest linux(String vm, Channels channels, String name, String append, DiskConfig... disks) {
        BuiltGuest guest = TestGuests.get(name);
        String initial = guest.initrd() == null ? "" : guest.commandLine() + " ";
        BootSource boot =
                new BootSource.Kernel(Objects.requireNonNull(guest.kernel()), guest.initrd(), initial + append);
        long memory = guest.initrd() == null ? 64L << 20 : 512L << 20;
        return new RunningGuest(
                new MachineConfig(vm, memory, 1, boot, List.of(disks), ConsoleDevice.UART, null), channels);
    }

    static RunningGuest firmware(String name) {
        return firmware(name, null);
    }

    /** The machine of a firmware that waits for a debugger at {@code gdb}. */
    static RunningGuest firmware(String name, @Nullable GdbAddress gdb) {
        BuiltGuest guest = TestGuests.get(name);
        BootSource boot = new BootSource.Firmware(Objects.requireNonNull(guest.firmware()));
        return new RunningGuest(new MachineConfig(name, 256L << 20, 1, boot, List.of(), ConsoleDevice.UART, gdb));
    }

    VirtualMachine machine() {
        return machine;
    }

    String await(String text) throws InterruptedException {
        return console.await(text, LONG);
    }

    void type(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        machine.type(bytes, 0, bytes.length);
    }

    /** Runs a command at the guest's prompt; returns what it printed. */
    String run(String command) throws InterruptedException {
        type(command + "\n");
        await("\n");
        return await(PROMPT).replace("\r", "").strip();
    }

    Outcome end() throws Exception {
        return CompletableFuture.supplyAsync(machine::await).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    String output() {
        return console.all();
    }

    @Override
    public void close() {
        machine.close();
    }
}
