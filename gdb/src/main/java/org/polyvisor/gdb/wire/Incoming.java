package org.polyvisor.gdb.wire;

/** What a debugger sends. */
public sealed interface Incoming {
    /** A packet with a right checksum; each character is one byte. */
    record Packet(String text) implements Incoming {}

    /** A packet with a wrong checksum or one that is too long. */
    record Garbled() implements Incoming {}

    /** The byte 3, which the debugger's user sends with Ctrl-C. */
    record Interrupt() implements Incoming {}

    /** '+': the last packet has arrived. */
    record Acknowledged() implements Incoming {}

    /** '-': the last packet has arrived damaged. */
    record Resend() implements Incoming {}
}
