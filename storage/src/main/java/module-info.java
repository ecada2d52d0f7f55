import org.jspecify.annotations.NullMarked;

/** Disk images. */
@NullMarked
module polyvisor.storage {
    requires polyvisor.host;
    requires static transitive org.jspecify;

    exports org.polyvisor.storage;
}
