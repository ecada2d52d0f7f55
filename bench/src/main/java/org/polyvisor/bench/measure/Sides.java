package org.polyvisor.bench.measure;

import java.util.ArrayList;
import java.util.List;
import org.polyvisor.bench.BenchException;
import org.polyvisor.bench.machine.Hypervisor;

/**
 * The sides of a measurement: ours and each peer.
 *
 * @param ours the hypervisor under test
 * @param peers what it is compared with
 */
record Sides(Side ours, List<Side> peers) implements AutoCloseable {
    /** Makes a side for a hypervisor; its files have {@code role} in their names, for each side writes to its own. */
    @FunctionalInterface
    interface Maker {
        Side make(String role, Hypervisor hypervisor) throws BenchException;
    }

    /** One side for each hypervisor of the lab. Nothing runs yet. */
    static Sides of(Lab lab, Maker maker) throws BenchException {
        List<Side> peers = new ArrayList<>();
        for (Hypervisor peer : lab.peers()) {
            peers.add(maker.make("peer" + peers.size(), peer));
        }
        return new Sides(maker.make("ours", lab.ours()), List.copyOf(peers));
    }

    @Override
    public void close() {
        ours.close();
        peers.forEach(Side::close);
    }
}
