package org.polyvisor.arm.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.interpreter.generated.LeafOps;
import org.polyvisor.host.Memory;

/** A slot never holds what its word was before another vCPU changed the word and invalidated it. */
class SlotFillerTest {
    private static final long PAGE = 0x4000_0000L;
    private static final int OFFSET = 0x124;
    private static final int LINE = 64;
    private static final int OLD = 0x9100_0400; // add x0, x0, #1
    private static final int NEW = 0x9100_0800; // add x0, x0, #2

    private final Arena arena = Arena.ofShared();
    private final CodeSlots code = new CodeSlots(arena);
    private final long host = Memory.allocate(arena, PhysicalBus.PAGE_SIZE, PhysicalBus.PAGE_SIZE);
    private final long first = code.slotsOf(PAGE);
    private final long ip = first + OFFSET * 2;

    @BeforeEach
    void storeOldWord() {
        Memory.putInt(host + OFFSET, OLD);
    }

    @AfterEach
    void free() {
        arena.close();
    }

    /** Has others do something between the reading of the words and the filling of the slot, once. */
    private static final class Meddled extends SlotFiller {
        private Runnable meanwhile;

        Meddled(int vcpu, Runnable meanwhile) {
            super(vcpu);
            this.meanwhile = meanwhile;
        }

        @Override
        long slot(int insn, int next, int offset) {
            Runnable now = meanwhile;
            meanwhile = () -> {};
            now.run();
            return super.slot(insn, next, offset);
        }
    }

    private void storeNewWordAndInvalidate() {
        Memory.putInt(host + OFFSET, NEW);
        code.invalidate(PAGE + (OFFSET & -LINE), LINE);
    }

    private long content(int word) {
        return Predecoder.slot(word, 0, OFFSET);
    }

    @Test
    void wordThatNobodyTouchesIsDecoded() {
        new SlotFiller(0).fill(ip, Memory.getLong(ip), host, OFFSET);

        assertThat(Memory.getLong(ip)).isEqualTo(content(OLD)).isNotEqualTo(content(NEW));
    }

    @Test
    void wordChangedAndInvalidatedMeanwhileIsDecodedAnew() {
        Meddled filler = new Meddled(0, this::storeNewWordAndInvalidate);

        filler.fill(ip, Memory.getLong(ip), host, OFFSET);
        long after = Memory.getLong(ip);
        filler.fill(ip, Memory.getLong(ip), host, OFFSET);

        assertThat(after & 255).isEqualTo(LeafOps.UNDECODED);
        assertThat(Memory.getLong(ip)).isEqualTo(content(NEW));
    }

    @Test
    void everythingInvalidatedMeanwhileCountsToo() {
        Meddled filler = new Meddled(0, () -> {
            Memory.putInt(host + OFFSET, NEW);
            code.invalidateAll();
        });

        filler.fill(ip, Memory.getLong(ip), host, OFFSET);

        assertThat(Memory.getLong(ip) & 255).isEqualTo(LeafOps.UNDECODED);
    }

    @Test
    void claimIsNotRevivedByAnotherVcpusFirstUse() {
        Meddled filler = new Meddled(0, () -> {
            storeNewWordAndInvalidate();
            new SlotFiller(1).fill(ip, Memory.getLong(ip), host, OFFSET);
        });

        filler.fill(ip, Memory.getLong(ip), host, OFFSET);

        assertThat(Memory.getLong(ip)).isEqualTo(content(NEW));
    }

    @Test
    void claimsOfTwoVcpusAreUndecodedAndTellThemApart() {
        long[] claims = new long[2];

        new Meddled(0, () -> claims[0] = Memory.getLong(ip)).fill(ip, Memory.getLong(ip), host, OFFSET);
        code.invalidateAll();
        new Meddled(1, () -> claims[1] = Memory.getLong(ip)).fill(ip, Memory.getLong(ip), host, OFFSET);

        assertThat(claims[0]).isNotEqualTo(claims[1]);
        assertThat(Arrays.stream(claims)).allMatch(claim -> (claim & 255) == LeafOps.UNDECODED && claim != 0);
    }

    /** Others are executing it, and read one part after the other. */
    @Test
    void slotThatAnotherVcpuHasFilledIsNeverTakenBack() {
        long found = Memory.getLong(ip);
        new SlotFiller(1).fill(ip, found, host, OFFSET);
        List<Long> seen = new ArrayList<>();

        new Meddled(0, () -> seen.add(Memory.getLong(ip))).fill(ip, found, host, OFFSET);

        assertThat(seen).isEmpty();
        assertThat(Memory.getLong(ip)).isEqualTo(content(OLD));
    }

    @Test
    void claimOfAVcpuThatDoesNotGoOnIsTakenOver() {
        long[] between = new long[1];
        Meddled filler = new Meddled(0, () -> {
            new SlotFiller(1).fill(ip, Memory.getLong(ip), host, OFFSET);
            between[0] = Memory.getLong(ip);
        });

        filler.fill(ip, Memory.getLong(ip), host, OFFSET);

        assertThat(between[0]).isEqualTo(content(OLD));
        assertThat(Memory.getLong(ip)).isEqualTo(content(OLD));
    }

    @Test
    void wordBehindItChangedMeanwhileCountsToo() {
        int compare = 0xeb01_001f; // cmp x0, x1
        int branch = 0x5400_0040; // b.eq 8 further
        int other = 0x5400_0041; // b.ne 8 further
        int last = (OFFSET & -LINE) + LINE - 4;
        Memory.putInt(host + last, compare);
        Memory.putInt(host + last + 4, branch);
        Meddled filler = new Meddled(0, () -> {
            Memory.putInt(host + last + 4, other);
            code.invalidate(PAGE + last + 4, LINE);
        });

        filler.fill(first + last * 2, 0, host, last);

        assertThat(Memory.getLong(first + last * 2) & 255).isEqualTo(LeafOps.UNDECODED);
        assertThat(Predecoder.slot(compare, branch, last)).isNotEqualTo(Predecoder.slot(compare, other, last));
    }
}
