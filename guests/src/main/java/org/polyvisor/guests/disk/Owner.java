package org.polyvisor.guests.disk;

/** Numeric user and group of a file. */
record Owner(int user, int group) {
    static final Owner ROOT = new Owner(0, 0);
}
