package org.polyvisor.hypervisor.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.polyvisor.host.HostThread;
import org.polyvisor.hypervisor.BootSource;
import org.polyvisor.hypervisor.ConsoleDevice;
import org.polyvisor.hypervisor.MachineConfig;
import org.polyvisor.hypervisor.VirtualMachine;
import org.polyvisor.hypervisor.channel.ChannelSpec;
import org.polyvisor.hypervisor.channel.Channels;
import org.polyvisor.hypervisor.sched.Placement;
import org.polyvisor.hypervisor.sched.Scheduler;
import org.polyvisor.hypervisor.sched.Scheduling;

/** Threads that take locks of a real-time vCPU are not to lose the processor to ordinary ones. */
@Timeout(60)
class ServiceThreadsOfMachineTest {
    /** Their names, as the host cuts them. */
    private static final List<String> NAMES = List.of("channel modem", "board console i");

    /** Translates ahead, for real-time machines only. */
    private static final String TRANSLATION = "board translati";

    private static final int NAME_BYTES = 15;

    /** Fields of /proc/self/task/N/stat after the name, counted from 0. */
    private static final int RT_PRIORITY = 37;

    @TempDir
    private Path directory;

    @BeforeEach
    void hostIsLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
    }

    @Test
    void thoseOfARealTimeMachineAreRealTimeBelowItsVcpus() throws Exception {
        FutureTask<Boolean> permitted = new FutureTask<>(() -> HostThread.setFifo(80));
        Thread.ofPlatform().start(permitted);
        int expected = permitted.get() ? 78 : 0;

        assertThat(prioritiesOf(new Scheduling.RealTime(50, Duration.ofMillis(1), Duration.ofMillis(10))))
                .isEqualTo(Map.of(NAMES.getFirst(), expected, NAMES.getLast(), expected, TRANSLATION, expected));
    }

    @Test
    void thoseOfAFairMachineAreOrdinary() throws Exception {
        assertThat(prioritiesOf(Scheduling.Fair.DEFAULT)).isEqualTo(Map.of(NAMES.getFirst(), 0, NAMES.getLast(), 0));
    }

    /** Of a machine that is put together, and has been given input. */
    private Map<String, Integer> prioritiesOf(Scheduling scheduling) throws IOException, InterruptedException {
        Path firmware = Files.write(directory.resolve("firmware"), new byte[4096]);
        MachineConfig config = new MachineConfig(
                "board",
                MachineConfig.MIN_MEMORY,
                1,
                new BootSource.Firmware(firmware),
                List.of(),
                ConsoleDevice.UART,
                null);
        Channels channels =
                new Channels(List.of(ChannelSpec.between("modem", ChannelSpec.Type.SERIAL, "board", "other")));
        try (Scheduler scheduler = Scheduler.unbound(1);
                VirtualMachine machine = VirtualMachine.create(
                        config,
                        scheduler,
                        new Placement(scheduling, Set.of()),
                        channels,
                        (bytes, offset, length) -> length)) {
            machine.type(new byte[] {'x'}, 0, 1);
            return priorities(scheduling instanceof Scheduling.RealTime ? NAMES.size() + 1 : NAMES.size());
        }
    }

    /** Waits until all have been seen asleep, since a thread becomes what it is when it begins to run. */
    private static Map<String, Integer> priorities(int expected) throws IOException, InterruptedException {
        Map<String, Integer> seen = new TreeMap<>();
        while (seen.size() < expected) {
            Thread.sleep(10);
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                for (Path task : tasks) {
                    look(task, seen);
                }
            }
        }
        return seen;
    }

    private static void look(Path task, Map<String, Integer> seen) throws IOException {
        try {
            String stat = Files.readString(task.resolve("stat"));
            int end = stat.lastIndexOf(')');
            String name = stat.substring(stat.indexOf('(') + 1, end);
            String[] fields = stat.substring(end + 2).split(" ", -1);
            if (name.length() <= NAME_BYTES
                    && (NAMES.contains(name) || TRANSLATION.equals(name))
                    && fields[0].equals("S")) {
                seen.put(name, Integer.parseInt(fields[RT_PRIORITY]));
            }
        } catch (NoSuchFileException e) {
            // it has ended
        }
    }
}
