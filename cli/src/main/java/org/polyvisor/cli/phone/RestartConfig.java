package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * Whether and when a VM that has ended is started again; null is what the file does not say.
 *
 * @param policy after what kinds of end
 * @param delay how long the first wait is; each further one is twice as long
 * @param maxDelay how long a wait is at most
 * @param limit how many restarts in a row are tried
 */
public record RestartConfig(
        @JsonProperty(required = true) Policy policy,
        @JsonDeserialize(using = Units.Time.class) @Nullable Duration delay,

        @JsonProperty("max-delay") @JsonDeserialize(using = Units.Time.class) @Nullable
        Duration maxDelay,

        @Nullable Integer limit) {
    /** After what a VM is started again. */
    public enum Policy {
        /** After nothing. */
        @JsonProperty("never")
        NEVER,
        /** After a panic, or a failure of its machine. */
        @JsonProperty("on-failure")
        ON_FAILURE,
        /** After each end that nobody outside the VM asked for. */
        @JsonProperty("always")
        ALWAYS
    }
}
