import org.jspecify.annotations.NullMarked;

/** The Arm processor: decoding, interpreting, address translation, floating point, SIMD. */
@NullMarked
module polyvisor.arm {
    requires transitive polyvisor.host;
    requires static transitive org.jspecify;

    exports org.polyvisor.arm.bus;
}
