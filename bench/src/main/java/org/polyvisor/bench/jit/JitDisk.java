package org.polyvisor.bench.jit;

import java.nio.file.Path;
import java.util.List;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.prepare.PackageDisk;

/** A disk that is a tar archive of Debian's LuaJIT, the libraries that it needs, and the program. */
final class JitDisk {
    private static final List<String> PACKAGES = List.of("luajit", "libluajit-5.1-2", "libc6", "libgcc-s1");
    private static final String PROGRAM = "ever-new.lua";

    /** What the guest does with the disk; its status is that of the program. */
    static String command(long seconds) {
        return "mkdir /t && tar -xf /dev/vda -C /t && mkdir -p /t/proc && mount -t proc proc /t/proc"
                + " && chroot /t /usr/bin/luajit /%s %d".formatted(PROGRAM, seconds);
    }

    private JitDisk() {}

    /** Makes it in {@code work}. */
    static Path make(Path bench, Path work) throws BenchException {
        Path program = bench.resolve("guest").resolve(PROGRAM);
        return PackageDisk.make(
                "trixie", PACKAGES, List.of(program), work.resolve("jit-root"), work.resolve("jit.tar"));
    }
}
