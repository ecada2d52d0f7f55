package org.polyvisor.hypervisor.channel;

import java.nio.charset.StandardCharsets;
import org.polyvisor.hypervisor.ConfigurationException;

/**
 * A channel that is granted: a path between two VMs. Without one, no VM sees anything of another.
 *
 * @param name what it is called, unique on a phone
 * @param type what it carries
 * @param first one end
 * @param second the other end, at another VM
 */
public record ChannelSpec(String name, Type type, End first, End second) {
    /** The longest name of a virtio port, which guests make a file's name. */
    public static final int MAX_PORT_BYTES = 64;

    /** What a channel carries. */
    public enum Type {
        /** Bytes, in order, none lost between machines that are on. */
        SERIAL,
        /** Ethernet frames, point to point. */
        LINK
    }

    /** How a guest sees its end of a serial channel. */
    public enum As {
        /** The board's second PL011; Linux: {@code /dev/ttyAMA1}. A machine has one at most. */
        UART,
        /** A port of a virtio console device, by its name; Linux: {@code /dev/virtio-ports/NAME}. */
        VIRTIO_PORT
    }

    /**
     * One end.
     *
     * @param vm the name of the VM that has it
     * @param as how its guest sees it, of a serial channel; a link is a virtio network device in any case
     * @param port the name of the virtio port
     */
    public record End(String vm, As as, String port) {}

    /** With a virtio port of the channel's name at both ends, or of a link. */
    public static ChannelSpec between(String name, Type type, String firstVm, String secondVm) {
        return new ChannelSpec(
                name, type, new End(firstVm, As.VIRTIO_PORT, name), new End(secondVm, As.VIRTIO_PORT, name));
    }

    /** @throws ConfigurationException if there can be no such channel */
    public ChannelSpec {
        if (first.vm().equals(second.vm())) {
            throw new ConfigurationException(
                    "channel '%s' leads from VM '%s' to itself: name two VMs".formatted(name, first.vm()));
        }
        checkPort(name, first);
        checkPort(name, second);
    }

    private static void checkPort(String name, End end) {
        int bytes = end.port().getBytes(StandardCharsets.UTF_8).length;
        boolean unusable = end.port().chars().anyMatch(c -> c < ' ' || c == '/' || c == 0x7f);
        if (bytes == 0 || bytes > MAX_PORT_BYTES || unusable) {
            throw new ConfigurationException(
                    "channel '%s': a port's name has 1 to %d bytes and no '/': give another under 'port'"
                            .formatted(name, MAX_PORT_BYTES));
        }
    }
}
