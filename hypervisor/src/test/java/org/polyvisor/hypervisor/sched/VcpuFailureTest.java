package org.polyvisor.hypervisor.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.arm.cpu.Vcpu;

@Timeout(30)
class VcpuFailureTest {
    private record Failure(int vcpu, Throwable cause) {}

    private final Arena arena = Arena.ofShared();
    private final Scheduler scheduler = Scheduler.unbound(1);
    private final LinkedBlockingQueue<Failure> failures = new LinkedBlockingQueue<>();
    private final Vcpus broken = machine("broken");
    private final Vcpus sound = machine("sound");

    private Vcpus machine(String name) {
        return new Vcpus(
                name,
                1,
                scheduler,
                Placement.DEFAULT,
                (cpu, cause) -> failures.add(new Failure(cpu.index(), cause)),
                (vcpu, nanos) -> {});
    }

    private Vcpu cpu(Vcpus threads) {
        return new IdleBoard(arena).cpu(0, threads);
    }

    @AfterEach
    void end() {
        broken.close();
        sound.close();
        scheduler.close();
        arena.close();
    }

    @Test
    void exceptionInAnEngineIsReportedWithItsVcpu() throws InterruptedException {
        IllegalStateException defect = new IllegalStateException("a defect");
        broken.add(cpu(broken), () -> {
            throw defect;
        });

        broken.start(0);

        assertThat(failures.poll(20, TimeUnit.SECONDS)).isEqualTo(new Failure(0, defect));
    }

    @Test
    void anotherMachineGoesOn() throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(1000);
        broken.add(cpu(broken), () -> {
            throw new IllegalStateException("a defect");
        });
        sound.add(cpu(sound), rounds::countDown);
        broken.start(0);
        assertThat(failures.poll(20, TimeUnit.SECONDS)).isNotNull();

        sound.start(0);

        assertThat(rounds.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
