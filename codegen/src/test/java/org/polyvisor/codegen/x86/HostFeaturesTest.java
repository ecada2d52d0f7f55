package org.polyvisor.codegen.x86;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostFeaturesTest {
    @Test
    void flagsOfTheFirstProcessorCount() {
        HostFeatures features = HostFeatures.parse("""
                processor	: 0
                flags		: fpu sse4_1 sse4_2 popcnt avx abm sha_ni
                bugs		: spectre_v1
                processor	: 1
                flags		: fpu sse4_1 avx avx2
                """);

        assertThat(features)
                .isEqualTo(new HostFeatures(
                        true, true, true, true, false, false, false, false, false, true, false, false, true, false));
    }

    @Test
    void whatNeedsAvxIsAbsentWithoutIt() {
        HostFeatures features = HostFeatures.parse("flags : sse4_1 avx2 fma f16c bmi2");

        assertThat(features)
                .isEqualTo(new HostFeatures(
                        true, false, false, false, false, false, false, false, true, false, false, false, false,
                        false));
    }

    @Test
    void baselineHasSse41Only() {
        assertThat(HostFeatures.parse("flags : sse4_1")).isEqualTo(HostFeatures.BASELINE);
    }

    @Test
    void machineThatListsNothingHasNothing() {
        assertThat(HostFeatures.parse("").sse41()).isFalse();
    }
}
