package org.polyvisor.guests.deb;

/**
 * One member of a tar archive.
 *
 * @param path relative, components separated by one slash each, without {@code .} and {@code ..}; empty for the root
 * @param kind what it is
 * @param mode permission bits, with set-id and sticky bits, 12 bits
 * @param owner numeric user
 * @param group numeric group
 * @param size bytes of content, 0 unless a file
 * @param mtime seconds since 1970
 * @param target what a symbolic link holds, or the path of the member that a hard link shares (normalised as
 *     {@code path}); otherwise empty
 */
public record TarEntry(String path, Kind kind, int mode, int owner, int group, long size, long mtime, String target) {
    /** Kinds of members. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** A device or a pipe: packages have none, and nobody here makes any. */
        SPECIAL
    }
}
