package org.polyvisor.host;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What {@link FaultGuardAndJvmTest} runs in a JVM of its own. */
final class ChildJvm {
    private static final int CALLS = 5_000_000;
    private static final int REPETITIONS = 30_000;

    private ChildJvm() {}

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) throws Exception {
        System.out.println(
                switch (arguments[0]) {
                    case "exceptions" -> exceptions();
                    case "outside" -> crash(true);
                    case "closed" -> crash(false);
                    case "calls" -> calls();
                    default -> throw new IllegalArgumentException(arguments[0]);
                });
    }

    @SuppressWarnings("SystemOut")
    private static String crash(boolean guardSomethingElse) throws IOException {
        try (var code = new FaultingCode(FaultingCode.READ_RSI);
                var other = new FaultingCode(FaultingCode.READ_RSI)) {
            FaultGuard guard = (guardSomethingElse ? other : code).guard();
            long landed = (guardSomethingElse ? other : code).run(8);
            if (!guardSomethingElse) {
                guard.close();
            }
            System.out.println("before the fault: " + landed);
            System.out.flush();
            return "after the fault: " + code.run(8);
        }
    }

    private static String exceptions() throws Exception {
        try (var code = new FaultingCode(FaultingCode.READ_RSI);
                var guard = code.guard()) {
            long landed = code.run(8);
            int nulls = 0;
            int divisions = 0;
            for (int i = 0; i < REPETITIONS; i++) {
                nulls += lengthOf(i % 2 == 0 ? null : new int[1]);
                divisions += divide(1, i % 2);
            }
            boolean deep = depth(0) > 100;
            boolean collected = collectsWhileCounting();
            boolean landsAgain = code.run(8) == landed && guard != null;
            return "null %d, division %d, depth %b, collected %b, landed %d"
                    .formatted(nulls, divisions, deep, collected, landsAgain ? 1 : 0);
        }
    }

    /** The compilers leave out the test for null: the load faults. */
    private static int lengthOf(int @Nullable [] array) {
        try {
            return lengthOfNonNull(array);
        } catch (NullPointerException e) {
            return 1;
        }
    }

    @SuppressWarnings("NullAway") // the point of it
    private static int lengthOfNonNull(int @Nullable [] array) {
        return array.length;
    }

    private static int divide(int a, int b) {
        try {
            return a / b;
        } catch (ArithmeticException e) {
            return 1;
        }
    }

    /** Overflows the stack: the JVM notices by a fault in the guard pages. */
    @SuppressWarnings("InfiniteRecursion")
    private static int depth(int depth) {
        try {
            return depth(depth + 1);
        } catch (StackOverflowError e) {
            return depth;
        }
    }

    /** A thread in a compiled loop is stopped for a collection by the polls in it. */
    private static boolean collectsWhileCounting() throws InterruptedException {
        long[] counter = new long[2];
        Thread counting = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                counter[0]++;
            }
        });
        for (int i = 0; i < 20; i++) {
            System.gc();
        }
        counting.interrupt();
        return counting.join(Duration.ofSeconds(20));
    }

    private static String calls() throws IOException {
        try (ExecutableMemory memory = ExecutableMemory.allocate(ExecutableMemory.PAGE)) {
            // lea rax, [rdi + rsi]; ret
            long sum = MachineCode.write(memory, 0, "488d0437 c3");
            long count = 0;
            for (int i = 0; i < CALLS; i++) {
                count = HostCall.call(sum, count, 1);
            }
            return "called %d times".formatted(count);
        }
    }
}
