package org.polyvisor.cli.phone;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a machine keeps the disks that were made for it.
 *
 * @param folder the folder; it need not exist
 * @param machine the machine's name
 */
public record MachineHome(Path folder, String machine) {
    /** For a machine that no file describes: {@code $XDG_DATA_HOME/polyvisor}, else {@code ~/.local/share/polyvisor}. */
    public static MachineHome ofUser(String machine) {
        return of(System.getenv(), System.getProperty("user.home", "."), machine);
    }

    /** The same for an environment; a relative XDG_DATA_HOME is ignored, as the XDG specification asks. */
    static MachineHome of(Map<String, String> environment, String home, String machine) {
        String xdg = environment.get("XDG_DATA_HOME");
        boolean usable = xdg != null && Path.of(xdg).isAbsolute();
        Path base = usable ? Path.of(xdg) : Path.of(home, ".local", "share");
        return new MachineHome(base.resolve("polyvisor"), machine);
    }

    /** The file that is the machine's own copy of a guest's disk. */
    public Path disk(String guest) {
        // Names are the user's, and free: in a file's name they stay within their folder.
        String name = machine.replaceAll("[^A-Za-z0-9_.-]", "_");
        return folder.resolve("%s-%s.img".formatted(name, guest));
    }
}
