package org.polyvisor.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes lists of flat objects as JSON (RFC 8259); what is not a finite number becomes null. */
final class Json {
    private Json() {}

    static String array(List<Map<String, @Nullable Object>> objects) {
        return objects.stream().map(Json::object).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String object(Map<String, @Nullable Object> fields) {
        return fields.entrySet().stream()
                .map(field -> "    " + string(field.getKey()) + ": " + value(field.getValue()))
                .collect(Collectors.joining(",\n", "  {\n", "\n  }"));
    }

    private static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Double number -> Double.isFinite(number) ? Double.toString(rounded(number)) : "null";
            case Number number -> number.toString();
            case Boolean bool -> bool.toString();
            default -> string(value.toString());
        };
    }

    // Six digits say more than any measurement knows.
    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.6g", value));
    }

    private static String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ') {
                out.append("\\u%04x".formatted(c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
