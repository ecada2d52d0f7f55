package org.polyvisor.gdb.wire;

/** Reads a packet from left to right. */
public final class Cursor {
    private final String text;
    private int position;

    public Cursor(String text) {
        this.text = text;
    }

    public boolean atEnd() {
        return position == text.length();
    }

    /** Whether the next character is {@code c}, which is then read. */
    public boolean skip(char c) {
        if (atEnd() || text.charAt(position) != c) {
            return false;
        }
        position++;
        return true;
    }

    /** Reads the character {@code c}. */
    public void expect(char c) throws MalformedPacketException {
        if (!skip(c)) {
            throw new MalformedPacketException("no '%c' at %d".formatted(c, position));
        }
    }

    /** Nothing may follow. */
    public void expectEnd() throws MalformedPacketException {
        if (!atEnd()) {
            throw new MalformedPacketException("more than expected at " + position);
        }
    }

    /** The next character, which is read. */
    public char next() throws MalformedPacketException {
        if (atEnd()) {
            throw new MalformedPacketException("too short");
        }
        return text.charAt(position++);
    }

    /** A number of one to sixteen hexadecimal digits. */
    public long number() throws MalformedPacketException {
        long value = 0;
        int first = position;
        while (!atEnd() && Character.digit(text.charAt(position), 16) >= 0) {
            if (position - first == 16) {
                throw new MalformedPacketException("a number of more than 64 bits");
            }
            value = value << 4 | Character.digit(text.charAt(position++), 16);
        }
        if (position == first) {
            throw new MalformedPacketException("no number at " + first);
        }
        return value;
    }

    /** A number that has to be in {@code 0..limit}. */
    public int count(int limit) throws MalformedPacketException {
        long value = number();
        if (value < 0 || value > limit) {
            throw new MalformedPacketException("%x is more than %x".formatted(value, limit));
        }
        return (int) value;
    }

    /** A value of {@code bytes} bytes, least significant first, two digits each. */
    public long littleEndian(int bytes) throws MalformedPacketException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) octet() << (i << 3);
        }
        return value;
    }

    /** One byte of two digits. */
    public int octet() throws MalformedPacketException {
        int high = Character.digit(next(), 16);
        int low = Character.digit(next(), 16);
        if ((high | low) < 0) {
            throw new MalformedPacketException("no digits before " + position);
        }
        return high << 4 | low;
    }

    /** Everything up to {@code end}, which is read too, or up to the end of the packet. */
    public String until(char end) {
        int found = text.indexOf(end, position);
        int stop = found < 0 ? text.length() : found;
        String part = text.substring(position, stop);
        position = found < 0 ? stop : stop + 1;
        return part;
    }

    /** Everything that is left. */
    public String rest() {
        String part = text.substring(position);
        position = text.length();
        return part;
    }
}
