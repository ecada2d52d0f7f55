import org.jspecify.annotations.NullMarked;

/** Virtual machines: put together from board, processors and devices, and run on host threads. */
@NullMarked
module polyvisor.hypervisor {
    requires transitive polyvisor.gdb;
    requires polyvisor.virtio;
    requires jdk.jfr;
    requires HdrHistogram;
    requires static transitive org.jspecify;

    exports org.polyvisor.hypervisor;
    exports org.polyvisor.hypervisor.channel;
    exports org.polyvisor.hypervisor.power;
    exports org.polyvisor.hypervisor.phone;
    exports org.polyvisor.hypervisor.sched;
}
