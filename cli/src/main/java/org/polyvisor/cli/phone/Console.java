package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.polyvisor.hypervisor.ConsoleDevice;

/** Which device carries a VM's console. */
public enum Console {
    @JsonProperty("uart")
    UART(ConsoleDevice.UART),
    @JsonProperty("virtio")
    VIRTIO(ConsoleDevice.VIRTIO);

    private final ConsoleDevice device;

    Console(ConsoleDevice device) {
        this.device = device;
    }

    ConsoleDevice device() {
        return device;
    }
}
