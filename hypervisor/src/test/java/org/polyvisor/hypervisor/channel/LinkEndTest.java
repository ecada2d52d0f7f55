package org.polyvisor.hypervisor.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.polyvisor.virtio.net.NetDevice;

class LinkEndTest {
    private final LinkEnd[] ends = LinkEnd.pair("net");
    private final byte[] frame = new byte[NetDevice.MAX_FRAME_BYTES];

    @Test
    void framesKeepTheirBoundsAndOrder() {
        ends[1].setReady(true);
        ends[0].send(new byte[] {1, 2, 3}, 3);
        ends[0].send(new byte[] {4}, 1);

        assertThat(ends[1].receive(frame)).isEqualTo(3);
        assertThat(frame).startsWith(1, 2, 3);
        assertThat(ends[1].receive(frame)).isEqualTo(1);
        assertThat(frame).startsWith(4);
        assertThat(ends[1].receive(frame)).isZero();
    }

    @Test
    void framesForAReceiverThatDoesNotTakeThemAreDroppedAtABound() {
        ends[1].setReady(true);
        AtomicInteger woken = new AtomicInteger();
        ends[1].onChange(woken::incrementAndGet);

        for (int i = 0; i < 1000; i++) {
            ends[0].send(frame, frame.length);
        }

        assertThat(woken.get()).isEqualTo(LinkEnd.RING_BYTES / (frame.length + 2));
    }

    @Test
    void framesForAMachineWithoutDriverAreDropped() {
        ends[0].send(frame, frame.length);
        ends[1].setReady(true);

        assertThat(ends[1].receive(frame)).isZero();
    }

    @Test
    void resetDropsWhatWaitsAndTakesTheLinkDown() {
        ends[1].setReady(true);
        boolean up = ends[0].isUp();
        ends[0].send(frame, frame.length);
        ends[1].setReady(false);

        assertThat(up).isTrue();
        assertThat(ends[0].isUp()).isFalse();
        assertThat(ends[1].receive(frame)).isZero();
    }

    @Test
    void addressesAreUnicastLocalAndDifferAndStay() {
        assertThat(ends[0].address()[0] & 3).isEqualTo(2);
        assertThat(ends[0].address()).isNotEqualTo(ends[1].address());
        assertThat(LinkEnd.pair("net")[0].address()).isEqualTo(ends[0].address());
        assertThat(LinkEnd.pair("other")[0].address()).isNotEqualTo(ends[0].address());
    }
}
