package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.cpu.CodeStore;
import org.polyvisor.arm.interpreter.CodeSlots;
import org.polyvisor.arm.interpreter.generated.LeafOps;
import org.polyvisor.host.ExecutableMemory;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/**
 * Code stores that are full begin anew. Until every vCPU has heard of it some execute what there was, so what the guest
 * invalidates meanwhile must go.
 */
class RecyclingTest {
    private static final long PAGE = 0x4000_0000L;
    private static final int RET = 0xd65f_03c0;
    private static final int LINE = 2048;

    /** Asks for pages until there is no room; returns the first slot of {@link #PAGE}. */
    private static long fill(CodeStore code) {
        long first = code.slotsOf(PAGE);
        long page = PAGE;
        while (code.slotsOf(page) != 0) {
            page += 4096;
        }
        return first;
    }

    @Test
    void translatedCodeIsForgottenWhileTheStoreBeginsAnew() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        try (Arena arena = Arena.ofConfined();
                TranslatedCode code = new TranslatedCode(1 << 20, 4, true)) {
            long host = Memory.allocate(arena, 4096, 4096);
            Memory.putInt(host, RET);
            long first = code.slotsOf(PAGE);
            code.translate(PAGE, host, first, 0, true);
            fill(code);
            code.beginRecycling();

            code.invalidate(PAGE, LINE);

            assertThat(code.isNotTranslated(Memory.getLong(first), 0)).isTrue();
            assertThat(code.statistics().invalidations()).isEqualTo(1);
        }
    }

    @Test
    void translatedPageIsNotFoundUntilTheStoreHasBegunAnew() throws HostRefusedException {
        Assumptions.assumeTrue(ExecutableMemory.isSupported());
        try (TranslatedCode code = new TranslatedCode(1 << 20, 4, true)) {
            assertThatPageIsNotFoundMeanwhile(code);
        }
    }

    @Test
    void predecodedCodeIsForgottenWhileTheStoreBeginsAnew() {
        try (Arena arena = Arena.ofConfined()) {
            CodeSlots code = new CodeSlots(arena);
            long first = fill(code);
            Memory.putLong(first, LeafOps.GENERAL);
            code.beginRecycling();

            code.invalidate(PAGE, LINE);

            assertThat(Memory.getLong(first)).isEqualTo(LeafOps.FORGOTTEN);
        }
    }

    @Test
    void predecodedPageIsNotFoundUntilTheStoreHasBegunAnew() {
        try (Arena arena = Arena.ofConfined()) {
            assertThatPageIsNotFoundMeanwhile(new CodeSlots(arena));
        }
    }

    private static void assertThatPageIsNotFoundMeanwhile(CodeStore code) {
        fill(code);

        long ticket = code.beginRecycling();
        long meanwhile = code.slotsOf(PAGE);
        code.finishRecycling(ticket);

        assertThat(meanwhile).isZero();
        assertThat(code.slotsOf(PAGE)).isNotZero();
        assertThat(code.beginRecycling()).isNegative();
    }
}
