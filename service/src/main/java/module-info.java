import org.jspecify.annotations.NullMarked;

/** How others talk to a running phone: an HTTP API on a local socket, its client, and the log of events on disk. */
@NullMarked
module polyvisor.service {
    requires transitive polyvisor.hypervisor;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports org.polyvisor.service;
    exports org.polyvisor.service.api;
    exports org.polyvisor.service.client;

    opens org.polyvisor.service.api to
            tools.jackson.databind;
}
