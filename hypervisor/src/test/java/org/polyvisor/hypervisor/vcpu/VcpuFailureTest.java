package org.polyvisor.hypervisor.vcpu;

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
    private final LinkedBlockingQueue<Failure> failures = new LinkedBlockingQueue<>();
    private final VcpuThreads broken = machine("broken");
    private final VcpuThreads sound = machine("sound");

    private VcpuThreads machine(String name) {
        return new VcpuThreads(name, 1, (cpu, cause) -> failures.add(new Failure(cpu.index(), cause)));
    }

    private Vcpu cpu(VcpuThreads threads) {
        return new IdleBoard(arena).cpu(0, threads);
    }

    @AfterEach
    void end() {
        broken.close();
        sound.close();
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

    @Test
    void closeWaitsForThreadsThatSleep() {
        Vcpu sleeper = cpu(sound);
        sound.add(sleeper, sleeper::waitForInterrupt);
        sound.start(0);

        sound.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("sound cpu"));
    }
}
