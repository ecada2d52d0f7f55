package org.polyvisor.bench.jit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryCourseTest {
    @Test
    void memoryThatRisesToABoundHasNotGrownInTheLastThird() {
        MemoryCourse course = course(100, 150, 190, 200, 190, 200);

        assertThat(course.growthInLastThird()).isZero();
    }

    @Test
    void memoryThatGoesOnRisingHas() {
        MemoryCourse course = course(100, 110, 120, 130, 140, 150);

        assertThat(course.growthInLastThird()).isEqualTo(20);
    }

    private static MemoryCourse course(double... samples) {
        MemoryCourse course = new MemoryCourse();
        for (double sample : samples) {
            course.add(sample);
        }
        return course;
    }
}
