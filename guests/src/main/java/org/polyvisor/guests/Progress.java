package org.polyvisor.guests;

/**
 * Hears how a guest's build goes on, so that a terminal can draw a bar. Calls come from the building thread and from
 * threads that read a child process, but never two at once.
 */
public interface Progress {
    /** What {@link #advance} counts. */
    enum Unit {
        /** Bytes of a download, an unpacking or an image. */
        BYTES,
        /** Packages. */
        ITEMS,
        /** Hundredths of a percent, of 10,000: the size is not known beforehand. */
        SHARE,
        /** Nothing: the step only begins and ends. */
        NONE
    }

    /** A listener that ignores everything. */
    Progress NONE = new Progress() {
        @Override
        public void step(String what, Unit unit) {}

        @Override
        public void advance(long done, long total) {}
    };

    /** A new step begins, and with it the one before has ended; {@code what} is a short phrase for a person. */
    void step(String what, Unit unit);

    /** The current step has done {@code done} of {@code total}, both in its unit; {@code done} never falls. */
    void advance(long done, long total);
}
