import org.jspecify.annotations.NullMarked;

/** The GDB remote serial protocol over TCP, for a debugger outside the guest. */
@NullMarked
module polyvisor.gdb {
    requires transitive polyvisor.arm;
    requires static transitive org.jspecify;

    exports org.polyvisor.gdb;
}
