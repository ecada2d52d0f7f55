import org.jspecify.annotations.NullMarked;

/** The command line. */
@NullMarked
module polyvisor.cli {
    requires info.picocli;
    requires org.jline.terminal;
    requires polyvisor.guests;
    requires polyvisor.hypervisor;
    requires polyvisor.service;
    requires polyvisor.storage;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;
    requires static transitive org.jspecify;

    opens org.polyvisor.cli to
            info.picocli;
    opens org.polyvisor.cli.control to
            info.picocli;
    opens org.polyvisor.cli.phone to
            tools.jackson.databind;
}
