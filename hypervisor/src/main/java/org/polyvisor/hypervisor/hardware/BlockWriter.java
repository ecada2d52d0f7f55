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
import org.polyvisor.arm.engine.Listing;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.TranslationOutput;

/** Writes what {@link TranslationOutput} asks for. A disk that fills up ends the writing, not the machine. */
final class BlockWriter implements BlockObserver, AutoCloseable {
    private final @Nullable TraceWriter trace;
    private final @Nullable Writer perfMap;
    private final List<Writer> open = new ArrayList<>();
    private boolean failed;

    BlockWriter(TranslationOutput output) {
        Path file = output.trace();
        Writer traceFile = file == null ? null : open(file, StandardOpenOption.TRUNCATE_EXISTING);
        perfMap = output.perfMap()
                ? open(
                        Path.of("/tmp/perf-%d.map"
                                .formatted(ProcessHandle.current().pid())),
                        StandardOpenOption.APPEND)
                : null;
        trace = traceFile == null ? null : new TraceWriter(traceFile, disassembler(), BlockWriter::warn);
    }

    private static @Nullable Disassembler disassembler() {
        Path tool = Disassembler.find();
        return tool == null ? null : new Disassembler(tool, Disassembler.PATIENCE);
    }

    private static void warn(String notice) {
        System.getLogger(BlockWriter.class.getName()).log(System.Logger.Level.WARNING, notice);
    }

    private Writer open(Path file, StandardOpenOption how) {
        try {
            Writer writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
            open.add(writer);
            return writer;
        } catch (IOException e) {
            closeFiles();
            throw new ConfigurationException("%s cannot be written: %s".formatted(file, e), e);
        }
    }

    @Override
    public void blockMade(long guest, long host, int bytes, Supplier<Listing> listing) {
        if (trace != null) {
            trace.add(guest, host, bytes, listing.get());
        }
        try {
            if (perfMap != null && !failed) {
                perfMap.write(String.format(Locale.ROOT, "%x %x guest_%x%n", host, bytes, guest));
            }
        } catch (IOException e) {
            failed = true;
            warn("no more about translated code: " + e);
        }
    }

    @Override
    public void close() {
        if (trace != null) {
            trace.close();
        }
        closeFiles();
    }

    private void closeFiles() {
        for (Writer writer : open) {
            try {
                writer.close();
            } catch (IOException e) {
                warn("what was written about translated code is cut off: " + e);
            }
        }
        open.clear();
    }
}
