package org.polyvisor.arm.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A note for an address space is read by whoever gets there, or refused because somebody is there already. */
class AddressSpacesTest {
    private static final int ASID = 7;
    private static final int OTHER = 8;
    private static final long LOW = 0x12_3000;
    private static final long HIGH = 0xffff_8000_0012_3000L;

    private static TlbRequest page(long va) {
        return new TlbRequest(TlbRequest.Kind.PAGE, va, ASID);
    }

    /** Has others do something in the middle of what {@link AddressSpaces} does. */
    private static final class Meddled extends Notes {
        private Runnable beforeSet = () -> {};
        private Runnable afterRead = () -> {};

        @Override
        void set(int asid) {
            beforeSet.run();
            super.set(asid);
        }

        @Override
        boolean isSet(int asid) {
            boolean set = super.isSet(asid);
            afterRead.run();
            return set;
        }
    }

    @Test
    void noteThatComesAfterTheNotesWereReadIsNotEnough() {
        Meddled notes = new Meddled();
        AddressSpaces spaces = new AddressSpaces(notes);
        spaces.enter(OTHER);
        AtomicBoolean enough = new AtomicBoolean(true);
        notes.afterRead = () -> enough.set(spaces.note(page(LOW)));

        boolean stale = spaces.enter(ASID);

        assertThat(stale).isFalse();
        assertThat(enough).isFalse();
    }

    @Test
    void noteForWhoeverHasGotThereMeanwhileIsNotEnough() {
        Meddled notes = new Meddled();
        AddressSpaces spaces = new AddressSpaces(notes);
        spaces.enter(OTHER);
        AtomicBoolean stale = new AtomicBoolean(true);
        notes.beforeSet = () -> stale.set(spaces.enter(ASID));

        boolean enough = spaces.note(page(LOW));

        assertThat(stale).isFalse();
        assertThat(enough).isFalse();
    }

    @Test
    void noteIsNotEnoughOnceThereAreEntriesOfAllAddressSpaces() {
        Meddled notes = new Meddled();
        AddressSpaces spaces = new AddressSpaces(notes);
        spaces.enter(OTHER);
        notes.beforeSet = () -> spaces.noteLowGlobal(LOW);

        assertThat(spaces.note(page(LOW))).isFalse();
    }

    @Test
    void noteIsReadOnce() {
        AddressSpaces spaces = new AddressSpaces();
        spaces.enter(OTHER);

        assertThat(spaces.note(page(LOW))).isTrue();

        assertThat(spaces.enter(ASID)).isTrue();
        spaces.enter(OTHER);
        assertThat(spaces.enter(ASID)).isFalse();
    }

    @Test
    void whoeverIsThereMustBeAsked() {
        AddressSpaces spaces = new AddressSpaces();
        spaces.enter(ASID);

        assertThat(spaces.note(page(LOW))).isFalse();
        assertThat(spaces.note(new TlbRequest(TlbRequest.Kind.ASID, 0, ASID))).isFalse();
    }

    @Test
    void entriesOfAllAddressSpacesAreInReachEverywhere() {
        AddressSpaces spaces = new AddressSpaces();
        spaces.enter(OTHER);

        assertThat(spaces.noteLowGlobal(LOW)).isTrue();

        assertThat(spaces.noteLowGlobal(LOW)).isFalse();
        assertThat(spaces.note(page(LOW))).isFalse();
        assertThat(spaces.note(new TlbRequest(TlbRequest.Kind.ASID, 0, ASID))).isTrue();
        spaces.forgetLowGlobals();
        assertThat(spaces.note(page(LOW))).isTrue();
    }

    @Test
    void upperHalfAndEverythingMustBeAskedFor() {
        AddressSpaces spaces = new AddressSpaces();
        spaces.enter(OTHER);

        assertThat(spaces.note(page(HIGH))).isFalse();
        assertThat(spaces.note(new TlbRequest(TlbRequest.Kind.PAGE_ALL_ASIDS, LOW, 0)))
                .isFalse();
        assertThat(spaces.note(TlbRequest.EVERYTHING)).isFalse();
        assertThat(spaces.note(TlbRequest.ALL_CODE)).isFalse();
    }
}
