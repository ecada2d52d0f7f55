package org.polyvisor.gdb.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.debug.Resumption;
import org.polyvisor.gdb.wire.Cursor;
import org.polyvisor.gdb.wire.MalformedPacketException;

/** Reads the actions of vCont: for each vCPU the leftmost one that is for it. */
final class ResumePlan {
    private ResumePlan() {}

    /**
     * The plan of {@code ;action[:thread]...}.
     *
     * @param count how many vCPUs there are
     * @return a plan for each by its index
     */
    static List<Resumption> parse(Cursor packet, int count) throws MalformedPacketException {
        @Nullable Resumption[] plans = new Resumption[count];
        while (!packet.atEnd()) {
            packet.expect(';');
            Resumption action = action(packet);
            int thread = packet.skip(':') ? Threads.number(packet) : Threads.ALL;
            if (thread > count) {
                throw new MalformedPacketException("no thread " + thread);
            }
            for (int i = 0; i < count; i++) {
                if (plans[i] == null && (thread == Threads.ALL || thread == Threads.ANY || thread == i + 1)) {
                    plans[i] = action;
                }
            }
        }
        List<Resumption> all = new ArrayList<>();
        for (Resumption plan : plans) {
            all.add(plan == null ? Resumption.HOLD : plan);
        }
        return all;
    }

    private static Resumption action(Cursor packet) throws MalformedPacketException {
        char kind = packet.next();
        return switch (kind) {
            case 'c' -> Resumption.RUN;
            case 's' -> Resumption.Step.ONE;
            case 'C', 'S' -> {
                // A guest has no signals; the number is read and dropped.
                packet.octet();
                yield kind == 'C' ? Resumption.RUN : Resumption.Step.ONE;
            }
            case 'r' -> {
                long first = packet.number();
                packet.expect(',');
                yield new Resumption.Step(first, packet.number());
            }
            case 't' -> Resumption.HOLD;
            default -> throw new MalformedPacketException("no action '%c'".formatted(kind));
        };
    }
}
