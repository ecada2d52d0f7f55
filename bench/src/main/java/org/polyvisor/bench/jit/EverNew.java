package org.polyvisor.bench.jit;

/** Computes what {@code guest/ever-new.lua} must print, by executing the same functions without making code of them. */
final class EverNew {
    private static final int PRIME = 1_000_003;
    private static final int TURNS = 120;
    private static final int LARGEST = 18;

    private final int[] kinds = new int[LARGEST];
    private final long[] first = new long[LARGEST];
    private final long[] second = new long[LARGEST];
    private long state = 1;
    private long sum;

    /** The sum after that many functions. */
    static long sum(long functions) {
        EverNew all = new EverNew();
        for (long i = 0; i < functions; i++) {
            all.sum = (all.sum * 31 + all.next()) % PRIME;
        }
        return all.sum;
    }

    private long random(int below) {
        state = state * 16807 % 2147483647;
        return state % below;
    }

    /** The result of the next function. */
    private long next() {
        int length = (int) (6 + random(12));
        for (int i = 0; i < length; i++) {
            kinds[i] = (int) random(4);
            first[i] = 1 + random(999);
            second[i] = 1 + random(999);
        }
        long[] table = new long[8];
        long s = 1;
        for (int turn = 1; turn <= TURNS; turn++) {
            for (int i = 0; i < length; i++) {
                s = step(kinds[i], first[i], second[i], s, turn, table);
            }
        }
        return s;
    }

    private static long step(int kind, long a, long b, long s, int turn, long[] table) {
        return switch (kind) {
            case 0 -> (s * a + turn) % PRIME;
            case 1 -> (s + turn * b) % PRIME;
            case 2 -> s % 2 == 0 ? (s + a) % PRIME : (s * 3 + b) % PRIME;
            default -> {
                table[turn % 8] = s;
                yield (s + table[(int) (turn * a % 8)]) % PRIME;
            }
        };
    }
}
