package org.polyvisor.hypervisor.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** vCPUs of one weight that all want to run take turns in order, though no turn has exactly its length. */
class FairTurnTest {
    private static final int TURNS = 200_000;

    private final Random random = new Random(20261126);

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void nobodyHasTwoTurnsWhileAnotherWaits(int count) {
        long[] ran = new long[count];
        int[] sinceTurn = new int[count];
        int longest = 0;
        for (int i = 0; i < TURNS; i++) {
            int[] order = IntStream.range(0, count)
                    .boxed()
                    .sorted((a, b) -> Long.compare(ran[a], ran[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int best = order[0];
            long turn = FairQueue.turn(ran[order[1]] - ran[best] + Lane.SLICE / 2);
            ran[best] += (long) (turn * random.nextDouble(0.93, 1.07));
            Arrays.setAll(sinceTurn, each -> each == best ? 0 : sinceTurn[each] + 1);
            longest = Math.max(longest, Arrays.stream(sinceTurn).max().orElseThrow());
        }

        assertThat(longest).isEqualTo(count - 1);
        assertThat(Arrays.stream(ran).max().orElseThrow()
                        - Arrays.stream(ran).min().orElseThrow())
                .isLessThan(3 * Lane.SLICE);
    }
}
