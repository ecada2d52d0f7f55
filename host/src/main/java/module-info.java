import org.jspecify.annotations.NullMarked;

/** The only native calls: guest memory, and later executable memory, affinity and priorities. */
@NullMarked
module polyvisor.host {
    requires static transitive org.jspecify;
    requires transitive jdk.unsupported;

    exports org.polyvisor.host;
}
