package org.polyvisor.cli.phone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** In which line each key of a YAML text stands: binding to records forgets it for keys that no record has. */
final class KeyLines {
    private final Map<String, Integer> lines = new HashMap<>();

    private KeyLines() {}

    /** Reads a text; one that is not well-formed, up to its first mistake. */
    static KeyLines of(String yaml, YAMLMapper mapper) {
        KeyLines result = new KeyLines();
        try (JsonParser parser = mapper.createParser(yaml)) {
            result.read(parser);
        } catch (JacksonException e) {
            // What is wrong is told by whoever reads the text for its content.
        }
        return result;
    }

    private void read(JsonParser parser) {
        Deque<String> containers = new ArrayDeque<>();
        Deque<Integer> indexes = new ArrayDeque<>();
        String path = "";
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            boolean inArray = !indexes.isEmpty() && indexes.peek() >= 0;
            if (token == JsonToken.PROPERTY_NAME) {
                path = containers.peek() + "/" + parser.currentName();
                lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
                continue;
            }
            if (token.isStructEnd()) {
                containers.pop();
                indexes.pop();
                continue;
            }
            if (inArray) {
                path = containers.peek() + "/" + indexes.peek();
                lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
                indexes.push(indexes.pop() + 1);
            }
            if (token.isStructStart()) {
                containers.push(path);
                indexes.push(token == JsonToken.START_ARRAY ? 0 : -1);
            }
        }
    }

    /** The line of the key that an exception's path leads to. */
    OptionalInt find(List<JacksonException.Reference> path) {
        StringBuilder key = new StringBuilder();
        for (JacksonException.Reference step : path) {
            key.append('/').append(step.getPropertyName() != null ? step.getPropertyName() : step.getIndex());
        }
        Integer line = lines.get(key.toString());
        return line == null ? OptionalInt.empty() : OptionalInt.of(line);
    }

    /** The line of a key such as {@code /vms/0/name}, or of the nearest one round it; 0 if there is none. */
    int nearest(String path) {
        String key = path;
        while (!key.isEmpty()) {
            Integer line = lines.get(key);
            if (line != null) {
                return line;
            }
            key = key.substring(0, key.lastIndexOf('/'));
        }
        return 0;
    }
}
