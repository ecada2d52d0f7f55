package org.polyvisor.arm.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Sequences as one image of code and one of data, at the addresses where every engine runs them. */
final class Batch {
    static final long CODE_BASE = 0x10_0000_0000L;
    static final long DATA_BASE = 0x10_0200_0000L;
    static final long FINISH = 0x10_0400_0000L;

    /** At most so many sequences. */
    static final int MOST = 4000;

    /** Not a divisor of the page size, so that arenas lie across pages. */
    private static final int ARENA_STRIDE = Sequence.ARENA + 64;

    private static final int STATES = 4096;
    static final int ARENAS = STATES + MOST * GuestState.BYTES;

    private final List<Sequence> sequences;

    Batch(List<Sequence> sequences) {
        this.sequences = sequences;
    }

    List<Sequence> sequences() {
        return sequences;
    }

    static long codeOf(int index) {
        return CODE_BASE + (long) index * Sequence.SLOT;
    }

    static long arenaOf(int index) {
        return DATA_BASE + ARENAS + (long) index * ARENA_STRIDE;
    }

    private static ByteBuffer view(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int roundUp(long bytes) {
        return (int) (bytes + 4095) & -4096;
    }

    byte[] code() {
        long end = sequences.stream().mapToLong(Sequence::code).max().orElseThrow() + Sequence.SLOT;
        byte[] image = new byte[roundUp(end - CODE_BASE)];
        ByteBuffer code = view(image);
        for (Sequence sequence : sequences) {
            int at = (int) (sequence.code() - CODE_BASE);
            for (int word : sequence.slot(FINISH)) {
                code.putInt(at, word);
                at += 4;
            }
        }
        return image;
    }

    byte[] data() {
        long end = sequences.stream()
                .mapToLong(s -> s.arena() + Math.max(s.memory().length, Sequence.ARENA))
                .max()
                .orElseThrow();
        byte[] image = new byte[roundUp(Math.max(end - DATA_BASE, ARENAS))];
        ByteBuffer data = view(image);
        data.putLong(0, sequences.size());
        for (int i = 0; i < sequences.size(); i++) {
            Sequence sequence = sequences.get(i);
            for (int j = 0; j < GuestState.WORDS; j++) {
                data.putLong(STATES + i * GuestState.BYTES + j * 8, sequence.state()[j]);
            }
            if (sequence.memory().length > 0) {
                data.put((int) (sequence.arena() - DATA_BASE), sequence.memory());
            }
        }
        return image;
    }

    /** The results in an image of the data after the run. */
    List<Result> results(byte[] data) {
        ByteBuffer buffer = view(data);
        Result[] results = new Result[sequences.size()];
        for (int i = 0; i < results.length; i++) {
            Sequence sequence = sequences.get(i);
            long[] state = new long[GuestState.WORDS];
            for (int j = 0; j < GuestState.WORDS; j++) {
                state[j] = buffer.getLong(STATES + i * GuestState.BYTES + j * 8);
            }
            int at = (int) (sequence.arena() - DATA_BASE);
            byte[] memory = sequence.memory().length == 0
                    ? sequence.memory()
                    : Arrays.copyOfRange(data, at, at + sequence.memory().length);
            results[i] = new Result(state, memory);
        }
        return List.of(results);
    }

    /** What a sequence left behind. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared as a whole
    record Result(long[] state, byte[] memory) {}
}
