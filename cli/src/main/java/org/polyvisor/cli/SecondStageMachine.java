package org.polyvisor.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.polyvisor.guests.SecondStageRunner;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.ConsoleSink;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.Outcome;
import org.polyvisor.hypervisor.VirtualMachine;

/** Runs the machine in which a system that is being built completes itself. */
final class SecondStageMachine implements SecondStageRunner {
    /** Longer lines are handed on in pieces. */
    private static final int LINE_LIMIT = 4096;

    @Override
    public void run(Machine machine, Consumer<String> console) throws IOException {
        MachineConfig config = new MachineConfig(
                "build",
                machine.memoryBytes(),
                machine.cpus(),
                new BootSource.Kernel(machine.kernel(), machine.initrd(), machine.commandLine()),
                List.of(new DiskConfig(machine.disk(), false)),
                ConsoleDevice.UART,
                null);
        try (VirtualMachine vm = VirtualMachine.create(config, new Lines(console))) {
            vm.start();
            switch (vm.await()) {
                case Outcome.PoweredOff _ -> {}
                case Outcome.Stopped _ -> throw new IOException("the machine was stopped");
                case Outcome.Panicked panic ->
                    throw new IOException("the machine's kernel panicked: " + panic.message());
                case Outcome.Failed failure -> throw new IOException(failure.report(), failure.cause());
            }
        } catch (ConfigurationException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Makes lines of a console's output. */
    private static final class Lines implements ConsoleSink {
        private final Consumer<String> listener;
        private final StringBuilder line = new StringBuilder();

        Lines(Consumer<String> listener) {
            this.listener = listener;
        }

        @Override
        public int write(byte[] bytes, int offset, int length) {
            for (char c : new String(bytes, offset, length, StandardCharsets.ISO_8859_1).toCharArray()) {
                if (c == '\n' || line.length() == LINE_LIMIT) {
                    listener.accept(line.toString());
                    line.setLength(0);
                }
                if (c >= ' ') {
                    line.append(c);
                }
            }
            return length;
        }
    }
}
