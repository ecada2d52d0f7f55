package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.channel.ChannelSpec;

/**
 * One end of a channel as a phone's file describes it: {@code vm: NAME} with more, or only the VM's name.
 *
 * @param vm the VM that has it
 * @param as how its guest sees it, of a serial channel; null: a virtio port
 * @param port the virtio port's name; null: the channel's name
 */
public record ChannelEndConfig(
        @JsonProperty(required = true) String vm,
        @Nullable As as,
        @Nullable String port) {
    /** How a guest sees its end of a serial channel. */
    public enum As {
        @JsonProperty("uart")
        UART,
        @JsonProperty("virtio-port")
        VIRTIO_PORT
    }

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public ChannelEndConfig {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ChannelEndConfig(String vm) {
        this(vm, null, null);
    }

    ChannelSpec.End end(String channel) {
        return new ChannelSpec.End(
                vm,
                as == As.UART ? ChannelSpec.As.UART : ChannelSpec.As.VIRTIO_PORT,
                Objects.requireNonNullElse(port, channel));
    }
}
