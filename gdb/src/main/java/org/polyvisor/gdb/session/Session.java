package org.polyvisor.gdb.session;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.debug.Debugger;
import org.polyvisor.arm.debug.Resumption;
import org.polyvisor.arm.debug.StopReason;
import org.polyvisor.gdb.DebugTarget;
import org.polyvisor.gdb.registers.RegisterFile;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.Hex;
import org.polyvisor.gdb.wire.Incoming;
import org.polyvisor.gdb.wire.MalformedPacketException;
import org.polyvisor.gdb.wire.PacketWriter;

/**
 * One debugger's visit, from its connection to its end ("Debugging with GDB", appendix E, all-stop mode). One thread does
 * everything; another only reads the connection. While the guest runs, the debugger owes no packets; if one comes all
 * the same, the guest is paused first, as by an interrupt.
 */
public final class Session {
    private static final int CONSOLE_CHUNK = 1024;

    private final Socket socket;
    private final DebugTarget target;
    private final Events events = new Events();
    private final RegisterFile registers = new RegisterFile();
    private final Threads threads;
    private final Debugger debugger;
    private final Queries queries;
    private final StateAccess state;
    private final Breakpoints breakpoints;
    private final Monitor monitor;
    private final PacketWriter out;
    private boolean acknowledges = true;
    private boolean running;
    private boolean over;
    private boolean entered;
    private boolean ended;
    private String lastStop;

    public Session(Socket socket, DebugTarget target) throws IOException {
        this.socket = socket;
        this.target = target;
        socket.setTcpNoDelay(true);
        out = new PacketWriter(socket.getOutputStream());
        GuestView view = new GuestView(target.bus());
        threads = new Threads(target);
        debugger = new Debugger(threads.cpus(), events::stopped);
        queries = new Queries(threads, registers);
        state = new StateAccess(threads, registers, view);
        breakpoints = new Breakpoints(debugger);
        monitor = new Monitor(target, threads, registers, view);
        lastStop = "S05";
    }

    /** Serves the debugger until it leaves, the connection fails or the machine ends; the socket stays open. */
    public void run() {
        Thread reading = Thread.ofPlatform().daemon().name("gdb reader").unstarted(() -> events.readAll(socket));
        try {
            reading.start();
            serve();
        } catch (IOException e) {
            // The debugger has gone without a word; the guest goes on below.
        } finally {
            reading.interrupt();
            leave();
        }
    }

    /** The machine ends: the debugger is told and the session is over. Any thread. */
    public void end() {
        events.machineEnded();
    }

    private void serve() throws IOException {
        while (!over) {
            Events.Event event = events.take();
            switch (event) {
                case Events.Event.Received received -> {
                    if (!entered) {
                        // Only now: a stranger whose first words are no debugger's doesn't stop the guest.
                        entered = true;
                        target.pause();
                        stoppedBy(threads.selected(), StopReply.TRAPPED, null);
                    }
                    receive(received.what());
                }
                case Events.Event.Stopped ignored -> pauseAfterStop();
                case Events.Event.MachineEnded ignored -> {
                    ended = true;
                    over = true;
                    if (entered) {
                        out.send(StopReply.EXITED);
                    }
                }
                case Events.Event.Disconnected ignored -> over = true;
                case null -> over = true;
            }
        }
    }

    /** Leaves the guest as if there had been no debugger. */
    private void leave() {
        if (entered && !ended) {
            target.pause();
            debugger.clear();
            target.setDebugHook(null);
            target.resume();
        }
    }

    private void receive(Incoming what) throws IOException {
        switch (what) {
            case Incoming.Packet packet -> {
                if (acknowledges) {
                    out.acknowledge(true);
                }
                interruptIfRunning();
                String reply = answer(packet.text());
                if (reply != null) {
                    out.send(reply);
                }
            }
            case Incoming.Garbled ignored -> {
                if (acknowledges) {
                    out.acknowledge(false);
                } else {
                    out.send(Reply.INVALID);
                }
            }
            case Incoming.Interrupt ignored -> interruptIfRunning();
            case Incoming.Resend ignored -> {
                if (acknowledges) {
                    out.resend();
                }
            }
            case Incoming.Acknowledged ignored -> {}
        }
    }

    /** The answer to a packet, or null where there is none now. */
    private @Nullable String answer(String text) throws IOException {
        try {
            return dispatch(text);
        } catch (MalformedPacketException e) {
            return Reply.INVALID;
        }
    }

    private @Nullable String dispatch(String text) throws MalformedPacketException, IOException {
        if (text.isEmpty()) {
            return Reply.UNSUPPORTED;
        }
        Cursor packet = new Cursor(text);
        return switch (packet.next()) {
            case '?' -> lastStop;
            case 'g' -> state.readRegisters();
            case 'G' -> state.writeRegisters(packet);
            case 'p' -> state.readRegister(packet);
            case 'P' -> state.writeRegister(packet);
            case 'm' -> state.readMemory(packet);
            case 'M' -> state.writeMemory(packet);
            case 'X' -> state.writeMemoryBinary(packet);
            case 'Z' -> breakpoints.change(packet, true);
            case 'z' -> breakpoints.change(packet, false);
            case 'H' -> selectThread(packet);
            case 'T' -> threads.exists(Threads.number(packet)) ? Reply.OK : Reply.NO_THREAD;
            case 'c' -> resumeAt(packet, Resumption.RUN);
            case 's' -> resumeAt(packet, Resumption.Step.ONE);
            case 'v' -> multiLetter(packet);
            case 'q' -> text.startsWith("qRcmd,") ? command(new Cursor(text.substring(6))) : queries.answer(packet);
            case 'Q' -> startNoAckMode(text);
            case 'D' -> {
                over = true;
                yield Reply.OK;
            }
            case 'k' -> {
                kill();
                yield null;
            }
            default -> Reply.UNSUPPORTED;
        };
    }

    private String startNoAckMode(String text) {
        if (!text.equals("QStartNoAckMode")) {
            return Reply.UNSUPPORTED;
        }
        acknowledges = false;
        return Reply.OK;
    }

    /** H: the thread that g, m and the like mean; what c and s mean is said by vCont instead. */
    private String selectThread(Cursor packet) throws MalformedPacketException {
        char operation = packet.next();
        int thread = Threads.number(packet);
        packet.expectEnd();
        if (operation == 'c') {
            return thread <= 0 || threads.exists(thread) ? Reply.OK : Reply.NO_THREAD;
        }
        if (operation != 'g') {
            return Reply.UNSUPPORTED;
        }
        return threads.select(thread) ? Reply.OK : Reply.NO_THREAD;
    }

    private @Nullable String multiLetter(Cursor packet) throws MalformedPacketException {
        String text = packet.rest();
        if (text.equals("Cont?")) {
            return "vCont;c;C;s;S;t;r";
        }
        if (text.startsWith("Cont;")) {
            return resume(ResumePlan.parse(
                    new Cursor(text.substring("Cont".length())), threads.cpus().size()));
        }
        if (text.startsWith("Kill;")) {
            kill();
            return Reply.OK;
        }
        return Reply.UNSUPPORTED;
    }

    private void kill() {
        over = true;
        ended = true;
        target.powerOff();
    }

    /** qRcmd: a command for {@link Monitor}; its output goes before the answer. */
    private String command(Cursor packet) throws MalformedPacketException, IOException {
        StringBuilder command = new StringBuilder();
        while (!packet.atEnd()) {
            command.append((char) packet.octet());
        }
        byte[] output = monitor.execute(command.toString()).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < output.length; i += CONSOLE_CHUNK) {
            out.send("O" + Hex.of(Arrays.copyOfRange(output, i, Math.min(output.length, i + CONSOLE_CHUNK))));
        }
        return Reply.OK;
    }

    /** c and s, from where the selected vCPU is or from an address: all run, or the selected one steps alone. */
    private @Nullable String resumeAt(Cursor packet, Resumption how) throws MalformedPacketException {
        Vcpu selected = threads.selected();
        if (!packet.atEnd()) {
            long address = packet.number();
            packet.expectEnd();
            selected.state().set(CpuState.PC, address);
        }
        boolean all = how instanceof Resumption.Run;
        List<Resumption> plan =
                new ArrayList<>(Collections.nCopies(threads.cpus().size(), all ? Resumption.RUN : Resumption.HOLD));
        plan.set(selected.index(), how);
        return resume(plan);
    }

    private @Nullable String resume(List<Resumption> plan) {
        if (plan.stream().allMatch(each -> each instanceof Resumption.Hold)) {
            return lastStop;
        }
        debugger.plan(plan, monitor.takesInterruptsWhileStepping());
        target.setDebugHook(debugger.isNeeded() ? debugger : null);
        running = true;
        target.resume();
        return null;
    }

    private void interruptIfRunning() throws IOException {
        if (running) {
            pauseAll();
            reportStop(StopReply.INTERRUPTED);
        }
    }

    private void pauseAfterStop() throws IOException {
        // A vCPU that stopped together with another one has told of it again when that stop has long been dealt with.
        if (running && threads.cpus().stream().anyMatch(cpu -> debugger.reason(cpu.index()) != null)) {
            pauseAll();
            reportStop(StopReply.TRAPPED);
        }
    }

    private void pauseAll() {
        target.pause();
        running = false;
        debugger.endSteps();
    }

    /** Tells of the first vCPU that has a reason, the selected one before others; any without one was interrupted. */
    private void reportStop(int signal) throws IOException {
        Vcpu cpu = threads.selected();
        if (debugger.reason(cpu.index()) == null) {
            cpu = threads.cpus().stream()
                    .filter(each -> debugger.reason(each.index()) != null)
                    .findFirst()
                    .orElse(cpu);
        }
        StopReason reason = debugger.reason(cpu.index());
        stoppedBy(cpu, reason == null ? signal : StopReply.TRAPPED, reason);
        out.send(lastStop);
    }

    private void stoppedBy(Vcpu cpu, int signal, @Nullable StopReason reason) {
        threads.select(Threads.of(cpu));
        lastStop = StopReply.of(cpu, signal, reason, queries.namesBreakpoints(), registers);
    }
}
