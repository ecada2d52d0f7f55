import org.jspecify.annotations.NullMarked;

/** The measurements: the comparison with QEMU, and the boots of all kernels. Nothing depends on it. */
@NullMarked
module polyvisor.bench {
    requires polyvisor.guests;
    requires polyvisor.host;
    requires polyvisor.hypervisor;
    requires HdrHistogram;
    requires static org.jspecify;
}
