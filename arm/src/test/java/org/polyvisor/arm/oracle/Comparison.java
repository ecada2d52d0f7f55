package org.polyvisor.arm.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.polyvisor.arm.a64.generated.A64Decoder;
import org.polyvisor.arm.a64.generated.A64Rows;

/** Runs sequences on two engines, counts what ran, and shrinks what came out differently to one instruction. */
final class Comparison {
    private final Function<Batch, List<Batch.Result>> ours;
    private final Function<Batch, List<Batch.Result>> oracle;
    private final long[] executed = new long[A64Rows.COUNT];
    private final Set<String> failures = new TreeSet<>();
    private final List<String> descriptions = new ArrayList<>();
    private long instructions;
    private int unshrunk;

    Comparison(Function<Batch, List<Batch.Result>> ours, Function<Batch, List<Batch.Result>> oracle) {
        this.ours = ours;
        this.oracle = oracle;
    }

    void run(Batch batch) {
        List<Batch.Result> mine = ours.apply(batch);
        List<Batch.Result> theirs = oracle.apply(batch);
        for (int i = 0; i < mine.size(); i++) {
            Sequence sequence = batch.sequences().get(i);
            for (int word : sequence.words()) {
                executed[A64Decoder.decode(word)]++;
                instructions++;
            }
            if (Differences.exist(mine.get(i), theirs.get(i))) {
                failed(sequence);
            }
        }
    }

    long instructions() {
        return instructions;
    }

    long executed(int row) {
        return executed[row];
    }

    List<String> descriptions() {
        return descriptions;
    }

    /** How many failing sequences were left as they are. */
    int unshrunk() {
        return unshrunk;
    }

    Set<String> failures() {
        return failures;
    }

    /** Shrinking takes a while: done unless a row already known to fail may be the reason again. */
    private void failed(Sequence sequence) {
        for (int word : sequence.words()) {
            if (failures.contains(A64Rows.name(A64Decoder.decode(word)))) {
                unshrunk++;
                return;
            }
        }
        shrink(sequence);
    }

    private Batch.Result one(Function<Batch, List<Batch.Result>> engine, Sequence sequence) {
        return engine.apply(new Batch(List.of(sequence))).getFirst();
    }

    private static boolean isBranch(int word) {
        return (word & 0x1c00_0000) == 0x1400_0000;
    }

    /** Replaces by NOP whatever can be without the difference going away. */
    private void shrinkBranches(Sequence sequence) {
        Sequence smallest = sequence;
        for (int i = 0; i < sequence.words().length; i++) {
            int[] words = smallest.words().clone();
            words[i] = 0xd503_201f;
            Sequence smaller = smallest.with(words);
            if (Differences.exist(one(ours, smaller), one(oracle, smaller))) {
                smallest = smaller;
            }
        }
        describe(smallest);
    }

    /** Finds the first instruction after which the engines disagree, and runs it alone from the state before it. */
    private void shrink(Sequence sequence) {
        if (Arrays.stream(sequence.words()).anyMatch(Comparison::isBranch)) {
            shrinkBranches(sequence);
            return;
        }
        Sequence before = sequence.with(new int[0]);
        for (int length = 1; length <= sequence.words().length; length++) {
            Sequence prefix = sequence.with(Arrays.copyOf(sequence.words(), length));
            if (Differences.exist(one(ours, prefix), one(oracle, prefix))) {
                Batch.Result start = one(oracle, before);
                Sequence single = new Sequence(
                        sequence.code(),
                        new int[] {sequence.words()[length - 1]},
                        sequence.literals(),
                        cleared(start.state()),
                        sequence.arena(),
                        start.memory());
                boolean reproduces = Differences.exist(one(ours, single), one(oracle, single));
                describe(reproduces ? single : prefix);
                return;
            }
            before = prefix;
        }
        describe(sequence);
    }

    private static long[] cleared(long[] state) {
        long[] copy = state.clone();
        copy[GuestState.SIGNAL] = 0;
        copy[GuestState.SIGNAL_PC] = 0;
        return copy;
    }

    private void describe(Sequence sequence) {
        int last = sequence.words()[sequence.words().length - 1];
        String row = A64Rows.name(A64Decoder.decode(last));
        failures.add(row);
        Batch.Result mine = one(ours, sequence);
        Batch.Result theirs = one(oracle, sequence);
        descriptions.add(row + "\n" + Listing.of(sequence) + "  from\n" + Listing.inputs(sequence) + "  to\n"
                + Differences.describe(mine, theirs));
    }
}
