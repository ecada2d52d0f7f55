import org.jspecify.annotations.NullMarked;

/** The Arm processor: decoding, interpreting, address translation, floating point, SIMD. */
@NullMarked
module polyvisor.arm {
    requires polyvisor.codegen;
    requires transitive polyvisor.host;
    requires static transitive org.jspecify;

    exports org.polyvisor.arm.bus;
    exports org.polyvisor.arm.cpu;
    exports org.polyvisor.arm.debug;
    exports org.polyvisor.arm.engine;
    exports org.polyvisor.arm.engines;
    exports org.polyvisor.arm.interpreter;
    exports org.polyvisor.arm.exception;
    exports org.polyvisor.arm.mmu;
    exports org.polyvisor.arm.sysreg;
}
