package org.polyvisor.hypervisor.vcpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunGateTest {
    /** Runs "guest code" that only ends when asked to. */
    private static final class Runner extends RunGate.Member {
        private final RunGate gate;
        private final AtomicInteger entries = new AtomicInteger();
        private final Thread thread = new Thread(this::run);
        private volatile boolean asked;
        private volatile boolean inGuest;

        Runner(RunGate gate) {
            this.gate = gate;
            gate.add(this);
            thread.start();
        }

        private void run() {
            while (gate.enter(this)) {
                entries.incrementAndGet();
                inGuest = true;
                while (!asked) {
                    Thread.onSpinWait();
                }
                inGuest = false;
                gate.leave(this);
            }
        }

        void awaitEntry(int number) throws InterruptedException {
            while (entries.get() < number) {
                Thread.sleep(1);
            }
        }

        @Override
        void interrupt() {
            asked = true;
        }

        @Override
        void clearInterrupt() {
            asked = false;
        }
    }

    private final RunGate gate = new RunGate();
    private final Runner runner = new Runner(gate);

    private void end() throws InterruptedException {
        gate.end();
        runner.thread.join();
    }

    @Test
    void memberRunsOnlyOnceSwitchedOn() throws InterruptedException {
        Thread.sleep(20);
        int before = runner.entries.get();

        gate.switchOn(runner);
        runner.awaitEntry(1);

        assertThat(before).isZero();
        end();
    }

    @Test
    void pauseReturnsWhenNobodyIsInside() throws InterruptedException {
        gate.switchOn(runner);
        runner.awaitEntry(1);

        gate.pause();

        assertThat(runner.inGuest).isFalse();
        end();
    }

    @Test
    void resumeLetsMembersIn() throws InterruptedException {
        gate.switchOn(runner);
        runner.awaitEntry(1);
        gate.pause();

        gate.resume();
        runner.awaitEntry(2);

        end();
    }

    @Test
    void switchedOffMemberComesBackWhenSwitchedOnAgain() throws InterruptedException {
        gate.switchOn(runner);
        runner.awaitEntry(1);
        gate.switchOff(runner);
        gate.switchOn(runner);

        runner.awaitEntry(2);

        end();
    }

    @Test
    void endLetsEvenSwitchedOffMembersGo() throws InterruptedException {
        end();

        assertThat(runner.entries).hasValue(0);
    }
}
