package org.polyvisor.hypervisor.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ring.FrameRing;
import org.polyvisor.virtio.net.FrameLine;
import org.polyvisor.virtio.net.NetDevice;

/**
 * One end of a link. A frame is copied twice: by the sender's thread from its guest's memory into the ring, by the
 * receiver's thread from there into its own guest's. So no thread of a machine touches another machine's memory, and
 * neither waits for the other: when the ring is full, frames are dropped.
 */
public final class LinkEnd implements ChannelEnd, FrameLine {
    /** Room for as many of the largest frames as a sender's queue holds, so that no burst by itself is too much. */
    static final int RING_BYTES = 512 << 10;

    private final byte[] address;
    private final FrameRing incoming = new FrameRing(RING_BYTES);
    private volatile Runnable listener = () -> {};
    private volatile boolean ready;
    private @Nullable LinkEnd other;

    private LinkEnd(byte[] address) {
        this.address = address;
    }

    /** Both ends of a link of that name. */
    static LinkEnd[] pair(String name) {
        LinkEnd first = new LinkEnd(address(name, 0));
        LinkEnd second = new LinkEnd(address(name, 1));
        first.other = second;
        second.other = first;
        return new LinkEnd[] {first, second};
    }

    /** The same for the same name and end, so that guests recognise their interface; locally administered. */
    private static byte[] address(String name, int end) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            byte[] address = Arrays.copyOf(digest, NetDevice.ADDRESS_BYTES);
            address[0] = (byte) (address[0] & 0xfc | 0x02);
            address[5] = (byte) (address[5] & 0xfe | end);
            return address;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The Ethernet address of the guest's interface. */
    public byte[] address() {
        return address.clone();
    }

    private LinkEnd other() {
        LinkEnd present = other;
        if (present == null) {
            throw new IllegalStateException("a link of one end");
        }
        return present;
    }

    @Override
    public void send(byte[] frame, int length) {
        LinkEnd to = other();
        if (to.ready && to.incoming.put(frame, length)) {
            to.listener.run();
        }
    }

    @Override
    public int receive(byte[] to) {
        return incoming.take(to);
    }

    @Override
    public boolean isUp() {
        return other().ready;
    }

    @Override
    public void setReady(boolean isReady) {
        ready = isReady;
        if (!isReady) {
            incoming.drop();
        }
        other().listener.run();
    }

    @Override
    public void onChange(Runnable newListener) {
        listener = newListener;
    }
}
