package org.polyvisor.bench.realtime;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.polyvisor.bench.machine.MachineSpec;

/** A machine for both sides: QEMU takes the specification, our phone words. */
record GuestWords(MachineSpec spec) {
    String words() {
        StringBuilder words = new StringBuilder("kernel=" + spec.kernel());
        if (spec.initrd() != null) {
            words.append(" initrd=").append(spec.initrd());
        }
        words.append(" append=").append(URLEncoder.encode(spec.commandLine(), StandardCharsets.UTF_8));
        words.append(" memory=").append(spec.memoryMib());
        words.append(" cpus=").append(spec.cpus());
        if (!spec.disks().isEmpty()) {
            words.append(" disks=");
            words.append(
                    String.join(",", spec.disks().stream().map(Object::toString).toList()));
        }
        return words.toString();
    }
}
