import org.jspecify.annotations.NullMarked;

/** The fixed hardware round the CPUs: bus, interrupt controller, UART, RTC, GPIO, firmware calls, loaders. */
@NullMarked
module polyvisor.board {
    requires transitive polyvisor.arm;
    requires static transitive org.jspecify;

    exports org.polyvisor.board;
    exports org.polyvisor.board.bus;
    exports org.polyvisor.board.device;
    exports org.polyvisor.board.devicetree;
    exports org.polyvisor.board.firmware;
    exports org.polyvisor.board.gic;
    exports org.polyvisor.board.load;
}
