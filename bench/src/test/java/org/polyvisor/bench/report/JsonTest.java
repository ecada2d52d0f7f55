package org.polyvisor.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void numbersWithoutValueBecomeNull() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("a", Double.NaN);
        fields.put("b", null);
        fields.put("c", 0.1234567);

        assertThat(Json.array(List.of(fields))).isEqualTo("""
                [
                  {
                    "a": null,
                    "b": null,
                    "c": 0.123457
                  }
                ]
                """);
    }

    @Test
    void quotesBackslashesAndControlsAreEscaped() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("k", "a\"b\\c\u001b");

        assertThat(Json.array(List.of(fields))).contains("\"k\": \"a\\\"b\\\\c\\u001b\"");
    }
}
