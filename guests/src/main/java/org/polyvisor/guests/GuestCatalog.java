package org.polyvisor.guests;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The guests that Polyvisor knows how to make, by name. */
public final class GuestCatalog {
    /** The guest of a phone that names none: light, and its kernel has a console and ext4 built in. */
    public static final String DEFAULT = "trixie-cloud";

    /**
     * ModemManager 1.24 probes a board's serial port only if it is told that a modem is there, and takes it only if it
     * finds a driver of the modem. It looks for drivers on some buses alone, platform among them, but not AMBA, where a
     * PL011 is; and it joins the drivers of all ports that a modem is said to have. So the modem gets a second port: one
     * of the four that Debian's kernels keep for serial cards, on the platform bus, with nothing behind it.
     */
    private static final String MODEM_RULES = """
            # The second serial port leads to a modem. ModemManager finds no driver for it because it does not know the
            # bus AMBA; ttyS3, an empty port on a bus that it does know, makes up for that and is not used.
            SUBSYSTEM=="tty", KERNEL=="ttyAMA1|ttyS3", ENV{ID_MM_DEVICE_PROCESS}="1", ENV{ID_MM_PHYSDEV_UID}="modem"
            SUBSYSTEM=="tty", KERNEL=="ttyS3", ENV{ID_MM_PORT_IGNORE}="1"
            """;

    private static final List<GuestRecipe> RECIPES = List.of(
            kernel("trixie-cloud", "trixie", "linux-image-cloud-arm64", "Debian 13, small kernel for VMs"),
            kernel("trixie", "trixie", "linux-image-arm64", "Debian 13, general kernel"),
            kernel("trixie-16k", "trixie", "linux-image-arm64-16k", "Debian 13, 16 KiB pages"),
            kernel("trixie-rt", "trixie", "linux-image-rt-arm64", "Debian 13, real-time kernel"),
            kernel("bookworm", "bookworm", "linux-image-arm64", "Debian 12, general kernel"),
            kernel("bookworm-cloud", "bookworm", "linux-image-cloud-arm64", "Debian 12, small kernel for VMs"),
            kernel("bookworm-rt", "bookworm", "linux-image-rt-arm64", "Debian 12, real-time kernel"),
            kernel("sid", "sid", "linux-image-arm64", "Debian unstable, general kernel"),
            kernel("sid-cloud", "sid", "linux-image-cloud-arm64", "Debian unstable, small kernel for VMs"),
            new GuestRecipe.DebianSystem(
                    "debian",
                    "Debian 13 with systemd on a disk",
                    "trixie",
                    DEFAULT,
                    List.of(
                            "apt",
                            "dbus",
                            "e2fsprogs",
                            "gdb",
                            "gzip",
                            "iproute2",
                            "kmod",
                            "less",
                            "libpam-systemd",
                            "login",
                            "openssl",
                            "passwd",
                            "procps",
                            "python3",
                            "stress-ng",
                            "sysbench",
                            "systemd-sysv",
                            "udev",
                            "util-linux"),
                    2L << 30,
                    Map.of()),
            new GuestRecipe.DebianSystem(
                    "debian-modem",
                    "Debian 13 with ModemManager on a disk",
                    "trixie",
                    DEFAULT,
                    List.of(
                            "dbus",
                            "e2fsprogs",
                            "iproute2",
                            "kmod",
                            "login",
                            "modemmanager",
                            "passwd",
                            "polkitd",
                            "procps",
                            "systemd-sysv",
                            "udev",
                            "util-linux"),
                    1L << 30,
                    Map.of("etc/udev/rules.d/70-modem.rules", MODEM_RULES)),
            new GuestRecipe.Firmware(
                    "u-boot", "U-Boot firmware", "trixie", "u-boot-qemu", "usr/lib/u-boot/qemu_arm64/u-boot.bin"),
            new GuestRecipe.Firmware(
                    "edk2", "UEFI firmware", "trixie", "qemu-efi-aarch64", "usr/share/qemu-efi-aarch64/QEMU_EFI.fd"),
            new GuestRecipe.Program("baseband", "Real-time system with a radio's baseband and a modem"));

    private static final int NAMES_OFFERED = 3;

    private GuestCatalog() {}

    /** All recipes, the default first. */
    public static List<GuestRecipe> all() {
        return RECIPES;
    }

    /**
     * The recipe of that name.
     *
     * @throws GuestBuildException if there is none; the message offers the nearest names
     */
    public static GuestRecipe find(String name) throws GuestBuildException {
        for (GuestRecipe recipe : RECIPES) {
            if (recipe.name().equals(name)) {
                return recipe;
            }
        }
        throw new GuestBuildException("unknown guest '%s': did you mean %s? (polyvisor guests list shows all)"
                .formatted(printable(name), String.join(", ", nearest(name))));
    }

    private static List<String> nearest(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return RECIPES.stream()
                .map(GuestRecipe::name)
                .sorted(Comparator.comparingInt(candidate -> EditDistance.between(wanted, candidate)))
                .limit(NAMES_OFFERED)
                .toList();
    }

    /** The message is one line on a terminal whatever was typed. */
    private static String printable(String name) {
        return name.chars()
                .limit(64)
                .filter(c -> c >= ' ' && c != 0x7f)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static GuestRecipe kernel(String name, String suite, String metapackage, String description) {
        return new GuestRecipe.Kernel(name, description, suite, metapackage);
    }
}
