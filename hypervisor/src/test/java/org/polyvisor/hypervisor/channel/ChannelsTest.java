package org.polyvisor.hypervisor.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.channel.ChannelSpec.As;
import org.polyvisor.hypervisor.channel.ChannelSpec.End;

class ChannelsTest {
    private static ChannelSpec serial(String name, String first, String second) {
        return ChannelSpec.between(name, ChannelSpec.Type.SERIAL, first, second);
    }

    private static ChannelSpec uart(String name) {
        return new ChannelSpec(
                name, ChannelSpec.Type.SERIAL, new End("a", As.UART, name), new End("b", As.VIRTIO_PORT, name));
    }

    @Test
    void machineHasTheEndsThatWereGrantedAndNoOther() {
        Channels channels = new Channels(List.of(serial("one", "a", "b"), serial("two", "b", "c")));

        assertThat(channels.endsOf("a")).hasSize(1);
        assertThat(channels.endsOf("b")).hasSize(2);
        assertThat(channels.endsOf("d")).isEmpty();
    }

    @Test
    void namesAreUnique() {
        assertThatThrownBy(() -> new Channels(List.of(serial("x", "a", "b"), serial("x", "a", "c"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("two channels are called 'x'");
    }

    @Test
    void machineHasOneSecondUart() {
        assertThatThrownBy(() -> new Channels(List.of(uart("x"), uart("y"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("at most 1");
    }

    @Test
    void portsOfAMachineHaveDifferentNames() {
        ChannelSpec other = new ChannelSpec(
                "y", ChannelSpec.Type.SERIAL, new End("a", As.VIRTIO_PORT, "x"), new End("c", As.UART, "x"));

        assertThatThrownBy(() -> new Channels(List.of(serial("x", "a", "b"), other)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("has a port 'x' already");
    }

    @Test
    void channelLeadsToAnotherMachine() {
        assertThatThrownBy(() -> serial("x", "a", "a"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("itself");
    }

    @Test
    void nameThatIsNoFileNameIsRefused() {
        assertThatThrownBy(() -> serial("../x", "a", "b")).isInstanceOf(ConfigurationException.class);
    }
}
