package org.polyvisor.arm.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.interpreter.generated.LeafOps;
import org.polyvisor.host.Memory;

/**
 * A slot never holds what its word was before another vCPU changed the word and invalidated it, and its operands, which
 * others may be about to read, stay what they are.
 */
class CodeSlotsTest {
    private static final long PAGE = 0x4000_0000L;
    private static final int OFFSET = 0x124;
    private static final int LINE = 64;
    private static final int OLD = 0x9100_0400; // add x0, x0, #1
    private static final int NEW = 0x9100_0800; // add x0, x0, #2
    private static final int COMPARE = 0xeb01_001f; // cmp x0, x1
    private static final int BRANCH = 0x5400_0040; // b.eq 8 further
    private static final int OTHER_BRANCH = 0x5400_0041; // b.ne 8 further

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

    private boolean fill(int offset) {
        return code.fill(PAGE, first, host, offset);
    }

    private void invalidate(int offset) {
        code.invalidate(PAGE + (offset & -LINE), LINE);
    }

    private static int operation(long slot) {
        return (int) slot & 255;
    }

    private static long operands(long slot) {
        return slot >>> 8;
    }

    @Test
    void newPageIsUndecoded() {
        assertThat(LongStream.range(0, CodeSlots.SLOTS).map(i -> Memory.getLong(first + i * 8)))
                .containsOnly((long) LeafOps.UNDECODED);
        assertThat(Memory.getLong(first + CodeSlots.SLOTS * 8L)).isEqualTo(LeafOps.PAGE_END);
    }

    @Test
    void wordIsDecoded() {
        assertThat(fill(OFFSET)).isTrue();

        assertThat(Memory.getLong(ip)).isEqualTo(Predecoder.slot(OLD, 0, OFFSET));
    }

    @Test
    void slotThatAnotherVcpuHasFilledStays() {
        fill(OFFSET);
        Memory.putInt(host + OFFSET, NEW);

        assertThat(fill(OFFSET)).isTrue();

        assertThat(Memory.getLong(ip)).isEqualTo(Predecoder.slot(OLD, 0, OFFSET));
    }

    @Test
    void forgottenSlotKeepsItsOperands() {
        fill(OFFSET);

        invalidate(OFFSET);

        assertThat(operation(Memory.getLong(ip))).isEqualTo(LeafOps.FORGOTTEN);
        assertThat(operands(Memory.getLong(ip))).isEqualTo(operands(Predecoder.slot(OLD, 0, OFFSET)));
    }

    @Test
    void forgottenSlotOfAWordThatDidNotChangeIsFilledAgain() {
        fill(OFFSET);
        code.invalidateAll();

        assertThat(fill(OFFSET)).isTrue();

        assertThat(Memory.getLong(ip)).isEqualTo(Predecoder.slot(OLD, 0, OFFSET));
        assertThat(code.slotsOf(PAGE)).isEqualTo(first);
    }

    @Test
    void pageWithAWordOfOtherOperandsGetsOtherSlots() {
        fill(OFFSET);
        fill(OFFSET + 8);
        Memory.putInt(host + OFFSET, NEW);
        invalidate(OFFSET);

        assertThat(fill(OFFSET)).isFalse();

        assertThat(LongStream.range(0, CodeSlots.SLOTS).map(i -> operation(Memory.getLong(first + i * 8))))
                .containsOnly((long) LeafOps.FORGOTTEN);
        assertThat(operands(Memory.getLong(ip))).isEqualTo(operands(Predecoder.slot(OLD, 0, OFFSET)));
        long next = code.slotsOf(PAGE);
        assertThat(next).isNotEqualTo(first);
        assertThat(code.fill(PAGE, next, host, OFFSET)).isTrue();
        assertThat(Memory.getLong(next + OFFSET * 2)).isEqualTo(Predecoder.slot(NEW, 0, OFFSET));
    }

    @Test
    void slotsThatWereGivenUpAreNotFilled() {
        fill(OFFSET);
        Memory.putInt(host + OFFSET, NEW);
        invalidate(OFFSET);
        fill(OFFSET);
        code.slotsOf(PAGE);

        assertThat(fill(OFFSET)).isFalse();

        assertThat(operation(Memory.getLong(ip))).isEqualTo(LeafOps.FORGOTTEN);
    }

    @Test
    void slotThatNobodyHasFilledIsNotForgotten() {
        invalidate(OFFSET);
        code.invalidateAll();
        Memory.putInt(host + OFFSET, NEW);

        assertThat(fill(OFFSET)).isTrue();

        assertThat(Memory.getLong(ip)).isEqualTo(Predecoder.slot(NEW, 0, OFFSET));
    }

    @Test
    void comparisonBeforeAnInvalidatedBranchIsForgottenToo() {
        int last = (OFFSET & -LINE) + LINE - 4;
        Memory.putInt(host + last, COMPARE);
        Memory.putInt(host + last + 4, BRANCH);
        fill(last);
        Memory.putInt(host + last + 4, OTHER_BRANCH);

        invalidate(last + 4);
        fill(last);

        assertThat(Memory.getLong(first + last * 2))
                .isEqualTo(Predecoder.slot(COMPARE, OTHER_BRANCH, last))
                .isNotEqualTo(Predecoder.slot(COMPARE, BRANCH, last));
    }
}
