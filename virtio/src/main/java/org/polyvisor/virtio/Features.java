package org.polyvisor.virtio;

/** Feature bits that belong to no device type (virtio 1.2, chapter 6), as masks. */
public final class Features {
    /** A descriptor may point to a table of descriptors. */
    public static final long RING_INDIRECT_DESC = 1L << 28;

    /** Either side names the ring index at which it wants to be notified next. */
    public static final long RING_EVENT_IDX = 1L << 29;

    /** The driver follows virtio 1.0 or later; nothing else is served here. */
    public static final long VERSION_1 = 1L << 32;

    private Features() {}

    /** Whether all bits of {@code mask} are in {@code features}. */
    public static boolean has(long features, long mask) {
        return (features & mask) == mask;
    }
}
