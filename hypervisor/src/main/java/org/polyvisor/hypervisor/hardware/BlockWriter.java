package org.polyvisor.hypervisor.hardware;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.engine.BlockObserver;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.TranslationOutput;

/** Writes what {@link TranslationOutput} asks for. A disk that fills up ends the writing, not the machine. */
final class BlockWriter implements BlockObserver, AutoCloseable {
    private final @Nullable Writer trace;
    private final @Nullable Writer perfMap;
    private final List<Writer> open = new ArrayList<>();
    private boolean failed;

    BlockWriter(TranslationOutput output) {
        Path file = output.trace();
        trace = file == null ? null : open(file, StandardOpenOption.TRUNCATE_EXISTING);
        perfMap = output.perfMap()
                ? open(
                        Path.of("/tmp/perf-%d.map"
                                .formatted(ProcessHandle.current().pid())),
                        StandardOpenOption.APPEND)
                : null;
    }

    private Writer open(Path file, StandardOpenOption how) {
        try {
            Writer writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
            open.add(writer);
            return writer;
        } catch (IOException e) {
            close();
            throw new ConfigurationException("%s cannot be written: %s".formatted(file, e), e);
        }
    }

    @Override
    public void blockMade(long guest, long host, int bytes, Supplier<String> listing) {
        if (failed) {
            return;
        }
        try {
            if (trace != null) {
                trace.write(String.format(Locale.ROOT, "block %x at %x, %d bytes%n", guest, host, bytes));
                trace.write(listing.get());
            }
            if (perfMap != null) {
                perfMap.write(String.format(Locale.ROOT, "%x %x guest_%x%n", host, bytes, guest));
            }
        } catch (IOException e) {
            failed = true;
            System.getLogger(BlockWriter.class.getName())
                    .log(System.Logger.Level.WARNING, "no more about translated code: {0}", e.toString());
        }
    }

    @Override
    public void close() {
        for (Writer writer : open) {
            try {
                writer.close();
            } catch (IOException e) {
                System.getLogger(BlockWriter.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "what was written about translated code is cut off: {0}",
                                e.toString());
            }
        }
        open.clear();
    }
}
