import org.jspecify.annotations.NullMarked;

/** The only native calls: guest memory, executable memory and its faults, affinity, priorities, timers. */
@NullMarked
module polyvisor.host {
    requires static transitive org.jspecify;
    requires transitive jdk.unsupported;

    exports org.polyvisor.host;
}
