package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * A phone's battery.
 *
 * @param microampereHours what it holds when it is full, such as 4500mAh
 * @param microvolts its voltage, such as 3.85V
 */
public record BatteryConfig(
        @JsonProperty(value = "capacity", required = true) @JsonDeserialize(using = Units.Charge.class)
        Long microampereHours,

        @JsonProperty(value = "voltage", required = true) @JsonDeserialize(using = Units.Voltage.class)
        Long microvolts) {}
