package org.polyvisor.hypervisor.hardware;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.DiskConfig;
import org.polyvisor.storage.BlockImage;
import org.polyvisor.storage.RawImage;

/** The images of a machine's disks: open, and locked against others, as long as the machine exists. */
public final class Disks implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Disks.class.getName());

    private final List<BlockImage> images = new ArrayList<>();

    private Disks() {}

    /** @throws ConfigurationException if one cannot be used */
    public static Disks open(List<DiskConfig> configs) {
        Disks disks = new Disks();
        try {
            for (DiskConfig config : configs) {
                disks.images.add(RawImage.open(config.image(), config.readOnly()));
            }
            return disks;
        } catch (IOException e) {
            disks.close();
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    List<BlockImage> images() {
        return images;
    }

    /** Flushes and closes the images. */
    @Override
    public void close() {
        for (BlockImage image : images) {
            try {
                image.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "a disk image was not closed cleanly: " + e.getMessage());
            }
        }
        images.clear();
    }
}
