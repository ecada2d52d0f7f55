import org.jspecify.annotations.NullMarked;

/** Micro-operations, which know no guest's instruction set, and back ends that turn them into host machine code. */
@NullMarked
module polyvisor.codegen {
    requires transitive polyvisor.host;
    requires static transitive org.jspecify;

    exports org.polyvisor.codegen.ir;
    exports org.polyvisor.codegen.x86;
}
