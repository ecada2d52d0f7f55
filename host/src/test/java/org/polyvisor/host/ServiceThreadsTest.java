package org.polyvisor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ServiceThreadsTest {
    @Test
    void fifoThreadsHaveTheirPriorityWhereTheHostPermitsIt() throws Exception {
        FutureTask<Boolean> attempt = new FutureTask<>(() -> HostThread.setFifo(7));
        Thread.ofPlatform().start(attempt);
        int expected = attempt.get() ? 7 : 0;

        assertThat(priorityOf(ServiceThreads.fifo(7))).isEqualTo(expected);
    }

    @Test
    void ordinaryThreadsAreOrdinary() throws Exception {
        assertThat(priorityOf(ServiceThreads.ORDINARY)).isZero();
    }

    @Test
    void factoryMakesTheSameThreads() throws Exception {
        FutureTask<String> seen = new FutureTask<>(() -> Thread.currentThread().getName());

        Thread thread = ServiceThreads.ORDINARY.factory("clock").newThread(seen);

        assertThat(thread.isDaemon()).isTrue();
        thread.start();
        assertThat(seen.get()).isEqualTo("clock");
    }

    @Test
    void priorityOutsideItsRangeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ServiceThreads.fifo(0));
        assertThatIllegalArgumentException().isThrownBy(() -> ServiceThreads.fifo(100));
    }

    private static int priorityOf(ServiceThreads threads) throws InterruptedException, ExecutionException {
        FutureTask<Integer> seen = new FutureTask<>(HostThread::fifoPriority);
        Thread thread = threads.start("test", seen);
        assertThat(thread.isDaemon()).isTrue();
        return seen.get();
    }
}
