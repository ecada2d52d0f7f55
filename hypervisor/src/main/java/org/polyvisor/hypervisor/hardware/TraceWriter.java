package org.polyvisor.hypervisor.hardware;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.engine.Listing;
import org.polyvisor.hypervisor.sched.Threads;

/**
 * Writes listings on a thread of its own, disassembled where there is a disassembler: many at a time, so that it is not
 * started for each. vCPUs wait for it only when it is far behind. A disassembler that fails is not asked again.
 */
final class TraceWriter implements AutoCloseable {
    /** How many blocks may wait to be written. */
    private static final int WAITING = 2048;

    private static final int AT_ONCE = 256;

    private record Block(long guest, long host, int bytes, Listing listing) {}

    /** Ends the thread. */
    private static final Block LAST = new Block(0, 0, 0, new Listing(List.of()));

    private final Writer file;
    private final Consumer<String> notices;
    private final BlockingQueue<Block> queue = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread;
    private @Nullable Disassembler disassembler;
    private boolean failed;

    /**
     * Begins.
     *
     * @param file where to; it stays open
     * @param disassembler null if there is none
     * @param notices is told in a line what goes wrong
     */
    TraceWriter(Writer file, @Nullable Disassembler disassembler, Consumer<String> notices) {
        this.file = file;
        this.disassembler = disassembler;
        this.notices = notices;
        thread = Thread.ofPlatform().daemon().name("trace").start(this::run);
    }

    /** Takes a block to write. Any thread. */
    void add(long guest, long host, int bytes, Listing listing) {
        put(new Block(guest, host, bytes, listing));
    }

    private void put(Block block) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(block);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("ReferenceEquality") // the last one is itself, whatever it equals
    private void run() {
        List<Block> batch = new ArrayList<>();
        try {
            boolean more = true;
            while (more) {
                batch.add(queue.take());
                queue.drainTo(batch, AT_ONCE - 1);
                more = batch.getLast() != LAST;
                if (!more) {
                    batch.removeLast();
                }
                write(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<Block> batch) throws InterruptedException {
        if (failed || batch.isEmpty()) {
            return;
        }
        List<String> guest = List.of();
        List<List<String>> host = List.of();
        Disassembler asked = disassembler;
        if (asked != null) {
            List<Listing.Instruction> all = batch.stream()
                    .flatMap(block -> block.listing().instructions().stream())
                    .toList();
            try {
                guest = asked.guest(all.stream().map(Listing.Instruction::word).toList());
                host = asked.host(all.stream().map(Listing.Instruction::code).toList());
            } catch (IOException e) {
                disassembler = null;
                guest = List.of();
                notices.accept("no disassembly any more: " + e.getMessage());
            }
        }
        try {
            int at = 0;
            for (Block block : batch) {
                int to = at + block.listing().instructions().size();
                file.write(
                        String.format(Locale.ROOT, "block %x at %x, %d bytes%n", block.guest, block.host, block.bytes));
                file.write(block.listing()
                        .text(
                                guest.isEmpty() ? guest : guest.subList(at, to),
                                host.isEmpty() ? host : host.subList(at, to)));
                at = to;
            }
            file.flush();
        } catch (IOException e) {
            failed = true;
            notices.accept("no more about translated code: " + e);
        }
    }

    /** Writes what waits, then ends. No block may come any more. */
    @Override
    public void close() {
        put(LAST);
        Threads.join(thread);
    }
}
