package org.polyvisor.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.measure.Metric;
import org.polyvisor.bench.measure.Row;

/** The results of a run as a JSON file: an array with an object for each row. The peer is the one that did best there. */
public record Results(String oursVersion, String host, String noise) {

    /** Replaces {@code file}. */
    public void write(List<Row> rows, Path file) throws BenchException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    temporary,
                    Json.array(rows.stream().map(row -> fields(row, date)).toList()));
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BenchException("cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private Map<String, @Nullable Object> fields(Row row, String date) {
        Metric metric = row.metric();
        Metric.Goal goal = metric.goal();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", metric.name());
        fields.put("what", metric.what());
        fields.put("unit", metric.unit());
        fields.put("better", metric.higherIsBetter() ? "higher" : "lower");
        fields.put("clock", metric.clock().name().toLowerCase(Locale.ROOT));
        fields.put("ours", row.ours().value());
        fields.put("peer", row.peer().value());
        fields.put("ratio", row.ratio());
        fields.put("must", goal == null ? null : goal.must());
        fields.put("aim", goal == null ? null : goal.aim());
        fields.put("goalOf", goal == null ? null : goal.absolute() ? "ours" : "ratio");
        fields.put("mustReached", row.reachesMust());
        fields.put("aimReached", row.reachesAim());
        fields.put("oursLow", row.ours().low());
        fields.put("oursHigh", row.ours().high());
        fields.put("peerLow", row.peer().low());
        fields.put("peerHigh", row.peer().high());
        fields.put("oursOtherClock", row.ours().otherClock());
        fields.put("peerOtherClock", row.peer().otherClock());
        fields.put("samples", Math.min(row.ours().samples(), row.peer().samples()));
        fields.put(
                "peers",
                row.rivals().stream()
                        .map(rival -> rival.name() + ": "
                                + Table.figure(rival.figures().value()))
                        .collect(Collectors.joining(", ")));
        fields.put("note", row.note());
        fields.put("oursVersion", oursVersion);
        fields.put("peerVersion", row.best().version());
        fields.put("host", host);
        fields.put("noise", noise);
        fields.put("date", date);
        return fields;
    }
}
