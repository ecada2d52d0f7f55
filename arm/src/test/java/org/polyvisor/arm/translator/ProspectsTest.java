package org.polyvisor.arm.translator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.polyvisor.codegen.ir.Micro;
import org.polyvisor.codegen.ir.MicroBlock;

/** In which order places come, and how many. */
class ProspectsTest {
    private static final long PAGE = 0x4000_0000L;
    private static final long OTHER_PAGE = 0x4000_1000L;

    private final Prospects prospects = new Prospects();

    /** A block that goes on at an offset of its page. */
    private static MicroBlock leadingTo(long offset) {
        MicroBlock block = new MicroBlock();
        block.begin(0);
        block.instruction(0, 0);
        block.add(Micro.GOTO, Micro.NONE, 0, 0, 0, offset);
        return block;
    }

    @Test
    void nearPlacesComeFirst() {
        prospects.met(leadingTo(0x10), PAGE);
        for (int distance = 1; distance <= 9; distance++) {
            assertThat(prospects.next()).isTrue();
            prospects.made(leadingTo(0x10 + distance * 4L), PAGE);
        }
        prospects.met(leadingTo(0x80), PAGE);

        assertThat(prospects.next()).isTrue();
        assertThat(prospects.address()).isEqualTo(PAGE + 0x80);
        assertThat(prospects.next()).isTrue();
        assertThat(prospects.address()).isEqualTo(PAGE + 0x10 + 9 * 4);
        assertThat(prospects.next()).isFalse();
    }

    @Test
    void endOfTheAllowanceLastsUntilTheGuestMeetsMore() {
        prospects.add(PAGE);
        for (int made = 0; made < Prospects.ALLOWANCE; made++) {
            assertThat(prospects.next()).isTrue();
            prospects.made(leadingTo(0), PAGE);
        }

        assertThat(prospects.next()).isFalse();
        prospects.rest();
        assertThat(prospects.begins()).isFalse();
        for (int met = 0; met < Prospects.MET_FOR_ONE; met++) {
            prospects.met(leadingTo(0), PAGE);
        }
        assertThat(prospects.begins()).isTrue();
        assertThat(prospects.begins()).isFalse();
        assertThat(prospects.next()).isTrue();
    }

    @Test
    void placesThatWerePutOffComeWhenTheirPageIsOpened() {
        prospects.add(PAGE + 4);
        prospects.add(OTHER_PAGE + 8);
        while (prospects.next()) {
            prospects.putOff();
        }

        prospects.open(OTHER_PAGE);

        assertThat(prospects.begins()).isTrue();
        assertThat(prospects.next()).isTrue();
        assertThat(prospects.address()).isEqualTo(OTHER_PAGE + 8);
        assertThat(prospects.next()).isFalse();
    }

    @Test
    void newestOfManyThatWerePutOffAreKept() {
        for (int i = 0; i < 10_000; i++) {
            prospects.add(PAGE + i * 4096L);
            prospects.next();
            prospects.putOff();
        }

        prospects.open(PAGE);
        assertThat(prospects.next()).isFalse();
        prospects.open(PAGE + 9_999 * 4096L);
        assertThat(prospects.next()).isTrue();
    }

    @Test
    void moreThanThereIsRoomForIsDropped() {
        for (int i = 0; i < 1_000_000; i++) {
            prospects.add(PAGE + i * 4L);
        }
        int taken = 0;
        while (prospects.next()) {
            taken++;
        }

        assertThat(taken).isEqualTo(4096);
        prospects.add(PAGE);
        assertThat(prospects.next()).isTrue();
    }
}
