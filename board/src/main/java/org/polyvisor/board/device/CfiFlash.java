package org.polyvisor.board.device;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.polyvisor.board.bus.MmioDevice;
import org.polyvisor.host.GuestRam;

/**
 * A NOR flash of the Intel command set (JEDEC JESD68 and JEP137, set 0001) that firmware keeps its variables in: two
 * 16-bit chips side by side on a 32-bit bus. A guest writes the same command to both; what it writes to the lower chip
 * counts. Programming only clears bits, erasing a block of 256 KiB sets them.
 *
 * <p>Every command completes at once. The memory holds the complement of the content, so that fresh memory is erased
 * flash and costs nothing.
 */
public final class CfiFlash implements MmioDevice {
    /** Bytes of an erase block, both chips together. */
    public static final int BLOCK_BYTES = 256 << 10;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int STATUS_READY = 0x80;
    private static final int STATUS_COMMAND_ERROR = 0x30;

    /** Words of 16 bits that one chip's write buffer holds, as the query table says: 2^6 bytes. */
    private static final int BUFFER_WORDS = 32;

    private enum Mode {
        ARRAY,
        STATUS,
        IDENTITY,
        QUERY,
        PROGRAM,
        ERASE,
        LOCK,
        BUFFER_COUNT,
        BUFFER_DATA,
        BUFFER_CONFIRM
    }

    private final MemorySegment complement;
    private final long bytes;
    private final int[] query;
    private Mode mode = Mode.ARRAY;
    private int status = STATUS_READY;
    private int expectedWords;
    private int bufferedWords;
    private final long[] bufferOffsets = new long[BUFFER_WORDS];
    private final int[] bufferValues = new int[BUFFER_WORDS];

    /**
     * @param memory fresh, for this flash alone
     * @param bytes the size, a power of two up to what {@code memory} has
     */
    public CfiFlash(GuestRam memory, long bytes) {
        this.complement = memory.segment().asSlice(0, bytes);
        this.bytes = bytes;
        this.query = CfiQuery.table(bytes / 2, BLOCK_BYTES / 2, 2 * BUFFER_WORDS);
    }

    @Override
    public long size() {
        return bytes;
    }

    @Override
    public synchronized long read(long offset, int size) {
        long at = offset & bytes - 1 & -size;
        return switch (mode) {
            case ARRAY -> array(at, size);
            case IDENTITY -> lane(identity((int) (at >>> 2)), at, size);
            case QUERY -> lane(at >>> 2 < query.length ? query[(int) (at >>> 2)] : 0, at, size);
            default -> lane(status, at, size);
        };
    }

    @Override
    public synchronized void write(long offset, int size, long value) {
        long at = offset & bytes - 1 & -size;
        int command = (int) value & 0xff;
        switch (mode) {
            case PROGRAM -> {
                program(at, size, (int) value);
                mode = Mode.STATUS;
            }
            case ERASE -> confirm(command, () -> erase(at));
            case LOCK -> mode = Mode.STATUS;
            case BUFFER_COUNT -> beginBuffer(((int) value & 0xffff) + 1);
            case BUFFER_DATA -> buffer(at, (int) value);
            case BUFFER_CONFIRM -> confirm(command, this::programBuffer);
            default -> command(command);
        }
    }

    private void command(int command) {
        switch (command) {
            case 0x10, 0x40 -> mode = Mode.PROGRAM;
            case 0x20 -> mode = Mode.ERASE;
            case 0x50 -> status = STATUS_READY;
            case 0x60 -> mode = Mode.LOCK;
            case 0x70 -> mode = Mode.STATUS;
            case 0x90 -> mode = Mode.IDENTITY;
            case 0x98 -> mode = Mode.QUERY;
            case 0xe8 -> mode = Mode.BUFFER_COUNT;
            default -> mode = Mode.ARRAY;
        }
    }

    private void confirm(int command, Runnable action) {
        if (command == 0xd0) {
            action.run();
        } else {
            status |= STATUS_COMMAND_ERROR;
        }
        mode = Mode.STATUS;
    }

    private void beginBuffer(int words) {
        expectedWords = words;
        bufferedWords = 0;
        if (words > BUFFER_WORDS) {
            status |= STATUS_COMMAND_ERROR;
            mode = Mode.STATUS;
        } else {
            mode = Mode.BUFFER_DATA;
        }
    }

    private void buffer(long offset, int value) {
        bufferOffsets[bufferedWords] = offset & ~3L;
        bufferValues[bufferedWords] = value;
        bufferedWords++;
        if (bufferedWords == expectedWords) {
            mode = Mode.BUFFER_CONFIRM;
        }
    }

    private void programBuffer() {
        for (int word = 0; word < bufferedWords; word++) {
            program(bufferOffsets[word], 4, bufferValues[word]);
        }
    }

    /** Clears the bits that are clear in the value. */
    private void program(long at, int size, int value) {
        switch (size) {
            case 1 -> {
                byte old = complement.get(ValueLayout.JAVA_BYTE, at);
                complement.set(ValueLayout.JAVA_BYTE, at, (byte) (old | ~value));
            }
            case 2 -> complement.set(SHORT, at, (short) (complement.get(SHORT, at) | ~value));
            default -> complement.set(INT, at, complement.get(INT, at) | ~value);
        }
    }

    private void erase(long offset) {
        complement.asSlice(offset & -BLOCK_BYTES, BLOCK_BYTES).fill((byte) 0);
    }

    private long array(long at, int size) {
        return switch (size) {
            case 1 -> ~complement.get(ValueLayout.JAVA_BYTE, at) & 0xffL;
            case 2 -> ~complement.get(SHORT, at) & 0xffffL;
            default -> ~complement.get(INT, at) & 0xffff_ffffL;
        };
    }

    /** Manufacturer, device, and for each block an open lock. */
    private static int identity(int word) {
        return switch (word & 0xff) {
            case 0 -> 0x89;
            case 1 -> 0x18;
            default -> 0;
        };
    }

    /** What both chips drive, cut to the part of the bus that is read. */
    private static long lane(int chip, long at, int size) {
        long both = chip | (long) chip << 16;
        return size == 4 ? both : both >>> 8 * (at & 3) & (1L << 8 * size) - 1;
    }
}
