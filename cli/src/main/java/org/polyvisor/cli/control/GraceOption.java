package org.polyvisor.cli.control;

import java.time.Duration;
import org.polyvisor.cli.phone.Quantity;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** How long a guest may take to switch itself off. */
final class GraceOption {
    @Option(names = "--force", description = "End it at once, as if its power had failed.")
    private boolean force;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = TimeConverter.class,
            description = "How long the guest may take before it is ended at once; default ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(10);

    String query() {
        return force ? "?force" : "?timeout=" + timeout.toMillis();
    }

    /** Reads a time. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            return Quantity.duration(value);
        }
    }
}
