package org.polyvisor.storage;

import java.io.IOException;
import java.nio.file.Path;

/** A disk image cannot be used. The message is one line for the user: which image, what is wrong, what to do. */
public final class ImageException extends IOException {
    ImageException(Path image, String problem) {
        super("disk image %s: %s".formatted(image, problem));
    }
}
