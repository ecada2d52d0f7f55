package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.sched.Scheduling;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * How a VM gets time.
 *
 * @param kind the class; decides which of the others may be there
 * @param priority of a real-time VM, 1 to 99
 * @param budget of a real-time VM, such as 500us
 * @param period of a real-time VM, such as 1ms
 * @param weight of a fair VM, 1 to 10000; 100 if it is not said
 * @param cap of a fair VM, 1 to 100 percent; 100 if it is not said
 */
public record SchedulingConfig(
        @JsonProperty(value = "class", required = true) Kind kind,
        @Nullable Integer priority,
        @JsonDeserialize(using = Units.Time.class) @Nullable Duration budget,
        @JsonDeserialize(using = Units.Time.class) @Nullable Duration period,
        @Nullable Integer weight,

        @JsonDeserialize(using = Units.Percent.class) @Nullable
        Integer cap) {
    /** The class. */
    public enum Kind {
        /** Before all others, up to a budget. */
        @JsonProperty("real-time")
        REAL_TIME,
        /** A share of what is left. */
        @JsonProperty("fair")
        FAIR
    }

    /** @throws ConfigurationException if the values contradict the class or are out of their ranges */
    public Scheduling toScheduling() {
        return switch (kind) {
            case REAL_TIME -> {
                if (weight != null || cap != null) {
                    throw new ConfigurationException(
                            "weight and cap belong to class fair: give priority, budget and period");
                }
                if (priority == null || budget == null || period == null) {
                    throw new ConfigurationException("class real-time needs priority, budget and period");
                }
                yield new Scheduling.RealTime(priority, budget, period);
            }
            case FAIR -> {
                if (priority != null || budget != null || period != null) {
                    throw new ConfigurationException(
                            "priority, budget and period belong to class real-time: give weight and cap");
                }
                yield new Scheduling.Fair(
                        weight == null ? Scheduling.Fair.DEFAULT_WEIGHT : weight, cap == null ? 100 : cap);
            }
        };
    }
}
