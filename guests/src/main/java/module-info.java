import org.jspecify.annotations.NullMarked;

/** Turns Debian's packages into bootable guests: kernels, initial RAM disks, firmware and a full system. */
@NullMarked
module polyvisor.guests {
    requires static transitive org.jspecify;
    requires org.tukaani.xz;

    exports org.polyvisor.guests;
    exports org.polyvisor.guests.initramfs;
}
