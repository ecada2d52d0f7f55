package org.polyvisor.arm.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PageSlotsTest {
    private final PageSlots slots = new PageSlots();

    @Test
    void anyAddressOfAPageLeadsToItsCode() {
        slots.put(0x4000_0000L, 77);

        assertThat(slots.of(0x4000_0ffcL)).isEqualTo(77);
        assertThat(slots.of(0x4000_1000L)).isZero();
        assertThat(slots.of(0)).isZero();
    }

    @Test
    void firstPageOfAllIsAPageLikeOthers() {
        slots.put(0, 5);

        assertThat(slots.of(0)).isEqualTo(5);
    }

    /** Against a map of the JDK: pages of several regions, put again and taken out again, through all sizes of the table. */
    @Test
    void holdsWhatAMapHolds() {
        Random random = new Random(1);
        Map<Long, Long> expected = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            long page = (random.nextInt(3) * 0x4000_0000L + random.nextInt(5000) * 4096L) & -4096L;
            if (random.nextInt(3) == 0) {
                slots.remove(page);
                expected.remove(page);
            } else {
                slots.put(page, i + 1L);
                expected.put(page, i + 1L);
            }
        }

        for (long page = 0; page < 0xc000_0000L + 5000 * 4096L; page += 4096) {
            assertThat(slots.of(page)).isEqualTo(expected.getOrDefault(page, 0L));
        }
        AtomicLong sum = new AtomicLong();
        AtomicInteger count = new AtomicInteger();
        slots.forEach(address -> {
            sum.addAndGet(address);
            count.incrementAndGet();
        });
        assertThat(count).hasValue(expected.size());
        assertThat(sum)
                .hasValue(expected.values().stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void nothingIsLeftOnceItIsCleared() {
        for (long page = 0; page < 1000; page++) {
            slots.put(page << 12, page + 1);
        }

        slots.clear();

        for (long page = 0; page < 1000; page++) {
            assertThat(slots.of(page << 12)).isZero();
        }
        slots.put(3 << 12, 9);
        assertThat(slots.of(3 << 12)).isEqualTo(9);
    }

    /** While one thread puts pages in, another that asks is told the right address or none. */
    @Test
    @Timeout(60)
    void whoAsksMeanwhileIsToldTheRightAddressOrNone() throws InterruptedException {
        int pages = 8192;
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int round = 0; round < 50; round++) {
                for (long page = 0; page < pages; page++) {
                    slots.put(page << 12, page + 1);
                }
                slots.clear();
            }
        });
        long wrong = 0;
        while (writer.isAlive()) {
            for (long page = 0; page < pages; page++) {
                long address = slots.of(page << 12);
                wrong += address == 0 || address == page + 1 ? 0 : 1;
            }
        }
        writer.join();

        assertThat(wrong).isZero();
    }
}
