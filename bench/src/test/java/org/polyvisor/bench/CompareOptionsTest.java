package org.polyvisor.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.polyvisor.bench.measure.Comparison;
import org.polyvisor.bench.measure.Metric;

class CompareOptionsTest {
    @Test
    void withoutArgumentsEveryRowIsWanted() throws BenchException {
        CompareOptions options = CompareOptions.parse(List.of());

        assertThat(Comparison.rows()).allMatch(options::wants);
    }

    @Test
    void quickLeavesOutTheFullDebianUnlessItIsNamed() throws BenchException {
        CompareOptions quick = CompareOptions.parse(List.of("--quick"));
        CompareOptions named = CompareOptions.parse(List.of("--quick", "--only", "gzip-20mb"));

        assertThat(Comparison.rows().stream().filter(quick::wants).map(Metric::name))
                .contains("boot", "fib")
                .doesNotContain("gzip-20mb", "systemd-login");
        assertThat(Comparison.rows().stream().filter(named::wants).map(Metric::name))
                .containsExactly("gzip-20mb");
    }

    @Test
    void onlyTakesNamesUntilTheNextOption() throws BenchException {
        CompareOptions options = CompareOptions.parse(List.of("--only", "fib", "getppid", "--quick"));

        assertThat(options.only()).containsExactly("fib", "getppid");
        assertThat(options.quick()).isTrue();
    }

    @Test
    void starStandsForAllRowsThatStartSo() throws BenchException {
        CompareOptions options = CompareOptions.parse(List.of("--only", "neon-*"));

        assertThat(options.only()).containsExactly("neon-memchr", "neon-blend", "neon-dot");
    }

    @Test
    void unknownRowIsRefusedByName() {
        assertThatThrownBy(() -> CompareOptions.parse(List.of("--only", "dhrystone")))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("dhrystone");
    }

    @Test
    void onlyWithoutNamesIsRefused() {
        assertThatThrownBy(() -> CompareOptions.parse(List.of("--only", "--quick")))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--only");
    }

    @Test
    void rowNamesAreKebabCaseAndUnique() {
        List<String> names = Comparison.rows().stream().map(Metric::name).toList();

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }
}
