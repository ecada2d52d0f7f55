package org.polyvisor.hypervisor;

import java.nio.file.Path;

/**
 * A disk of a machine.
 *
 * @param image the file with its content, raw
 * @param readOnly whether the guest may only read it
 */
public record DiskConfig(Path image, boolean readOnly) {}
