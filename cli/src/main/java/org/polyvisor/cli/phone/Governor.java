package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether cores are parked when the load allows. */
public enum Governor {
    @JsonProperty("on")
    ON,
    @JsonProperty("off")
    OFF
}
