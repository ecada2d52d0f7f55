package org.polyvisor.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.polyvisor.host.HostThread;
import org.polyvisor.host.ServiceThreads;

class WorkerTest {
    @Test
    void everySignalIsFollowedByARun() throws InterruptedException {
        Semaphore runs = new Semaphore(0);
        try (Worker worker = new Worker(ServiceThreads.ORDINARY, "test", runs::release)) {
            for (int i = 0; i < 1000; i++) {
                worker.signal();
                assertThat(runs.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
                runs.drainPermits();
            }
        }
    }

    @Test
    void signalsOfTwoThreadsThatRaceToStartTheWorkerAreNotLost() throws InterruptedException {
        for (int i = 0; i < 300; i++) {
            Semaphore runs = new Semaphore(0);
            CountDownLatch go = new CountDownLatch(1);
            try (Worker worker = new Worker(ServiceThreads.ORDINARY, "test", runs::release)) {
                Thread other = Thread.ofPlatform().start(() -> signalAfter(go, worker));
                go.countDown();
                worker.signal();
                other.join();
                runs.drainPermits();
                worker.signal();
                assertThat(runs.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void workerRunsAsTheThreadsOfItsMachine() throws InterruptedException {
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        ServiceThreads threads = ServiceThreads.fifo(5);
        try (Worker worker = new Worker(threads, "test", () -> seen.add(HostThread.fifoPriority()))) {
            worker.signal();

            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(isFifoPermitted() ? 5 : 0);
        }
    }

    private static boolean isFifoPermitted() throws InterruptedException {
        AtomicBoolean permitted = new AtomicBoolean();
        Thread.ofPlatform().start(() -> permitted.set(HostThread.setFifo(5))).join();
        return permitted.get();
    }

    private static void signalAfter(CountDownLatch go, Worker worker) {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        worker.signal();
    }

    @Test
    void exceptionOfOneRunDoesNotEndTheWorker() throws InterruptedException {
        Semaphore runs = new Semaphore(0);
        Runnable failing = () -> {
            runs.release();
            throw new IllegalStateException("thrown by the test");
        };
        try (Worker worker = new Worker(ServiceThreads.ORDINARY, "test", failing)) {
            worker.signal();
            assertThat(runs.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
            worker.signal();
            assertThat(runs.tryAcquire(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closedWorkerDoesNotStart() throws InterruptedException {
        Semaphore runs = new Semaphore(0);
        Worker worker = new Worker(ServiceThreads.ORDINARY, "test", runs::release);
        worker.close();

        worker.signal();

        assertThat(runs.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
    }
}
