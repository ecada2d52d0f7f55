import org.jspecify.annotations.NullMarked;

/** Virtio devices: the mmio transport, split virtqueues, block, console, entropy, input, network. */
@NullMarked
module polyvisor.virtio {
    requires transitive polyvisor.board;
    requires transitive polyvisor.storage;
    requires static transitive org.jspecify;

    exports org.polyvisor.virtio;
    exports org.polyvisor.virtio.block;
    exports org.polyvisor.virtio.console;
    exports org.polyvisor.virtio.entropy;
    exports org.polyvisor.virtio.input;
    exports org.polyvisor.virtio.mmio;
    exports org.polyvisor.virtio.net;
    exports org.polyvisor.virtio.queue;
}
