package org.polyvisor.hypervisor.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.polyvisor.hypervisor.ConfigurationException;

/** The channels of a phone. They outlive its machines, which restart each by itself. */
public final class Channels {
    /** The most ends of one machine: links take slots of the board, and serial channels are ports of one device. */
    public static final int MAX_PORTS = 15;

    public static final int MAX_LINKS = 4;

    /** No channel at all. */
    public static final Channels NONE = new Channels(List.of());

    private final Map<String, List<ChannelEnd>> ends = new LinkedHashMap<>();
    private final Map<String, Set<String>> ports = new HashMap<>();

    /** @throws ConfigurationException if two have the same name, or a machine cannot have that many */
    public Channels(List<ChannelSpec> specs) {
        Set<String> names = new HashSet<>();
        for (ChannelSpec spec : specs) {
            if (!names.add(spec.name())) {
                throw new ConfigurationException("two channels are called '%s'".formatted(spec.name()));
            }
            ChannelEnd[] pair = switch (spec.type()) {
                case SERIAL -> SerialEnd.pair(spec);
                case LINK -> LinkEnd.pair(spec.name());
            };
            add(spec.name(), spec.first().vm(), pair[0]);
            add(spec.name(), spec.second().vm(), pair[1]);
        }
    }

    private void add(String channel, String vm, ChannelEnd end) {
        List<ChannelEnd> present = ends.computeIfAbsent(vm, key -> new ArrayList<>());
        present.add(end);
        if (end instanceof SerialEnd serial && serial.as() == ChannelSpec.As.VIRTIO_PORT) {
            Set<String> taken = ports.computeIfAbsent(vm, key -> new HashSet<>());
            if (!taken.add(serial.port())) {
                throw new ConfigurationException(
                        "channel '%s': VM '%s' has a port '%s' already: give another under 'port'"
                                .formatted(channel, vm, serial.port()));
            }
            if (taken.size() > MAX_PORTS) {
                throw tooMany(vm, "virtio ports", MAX_PORTS);
            }
        }
        if (present.stream().filter(Channels::isUart).count() > 1) {
            throw tooMany(vm, "channel as 'uart'", 1);
        }
        if (present.stream().filter(LinkEnd.class::isInstance).count() > MAX_LINKS) {
            throw tooMany(vm, "links", MAX_LINKS);
        }
    }

    private static boolean isUart(ChannelEnd end) {
        return end instanceof SerialEnd serial && serial.as() == ChannelSpec.As.UART;
    }

    private static ConfigurationException tooMany(String vm, String what, int most) {
        return new ConfigurationException(
                "VM '%s' can have at most %d %s: leave one away, or give it to another VM".formatted(vm, most, what));
    }

    /** The ends at the VM of that name, in the order of the channels; maybe none. */
    public List<ChannelEnd> endsOf(String vm) {
        return List.copyOf(ends.getOrDefault(vm, List.of()));
    }
}
