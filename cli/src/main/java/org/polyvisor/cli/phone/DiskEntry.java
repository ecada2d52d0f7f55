package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A disk as a phone's file describes it: {@code path: FILE} with or without {@code readOnly: true}, or only the file.
 *
 * @param path the image's file
 * @param readOnly whether the guest may only read it
 */
public record DiskEntry(@JsonProperty(required = true) String path, boolean readOnly) {
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public DiskEntry {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public DiskEntry(String path) {
        this(path, false);
    }
}
