package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.polyvisor.hypervisor.ConfigurationException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the file that describes a phone, and says where it is wrong. */
public final class PhoneFile {
    /** A description is a page or two; a file larger than this is something else. */
    private static final long SIZE_LIMIT = 1 << 20;

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
            .build();

    /** How the YAML reader's messages name a place. */
    private static final Pattern MARK = Pattern.compile("in reader, line (\\d+)");

    /** How the reader's messages name a key that is there twice. */
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate [^'\"]*['\"]([^'\"]*)['\"]");

    private PhoneFile() {}

    /** @throws ConfigurationException if there is no such file or it does not describe a phone; one line */
    public static PhoneConfig read(Path file) {
        String text = load(file);
        try {
            PhoneConfig phone = MAPPER.readValue(text, PhoneConfig.class);
            if (phone == null) {
                throw new ConfigurationException("%s: no VM: list at least one under 'vms:'".formatted(file));
            }
            PhoneChecks.check(phone, new Place(file.toString(), KeyLines.of(text, MAPPER), ""));
            return phone;
        } catch (JacksonException e) {
            throw new ConfigurationException("%s%s: %s".formatted(file, line(e, text), Place.printable(explain(e))), e);
        }
    }

    /** The root of a file that {@link #read} has found good, for what is wrong with it nevertheless. */
    static Place place(Path file) {
        return new Place(file.toString(), KeyLines.of(load(file), MAPPER), "");
    }

    private static String load(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > SIZE_LIMIT) {
                throw new ConfigurationException("%s: too large for the description of a phone".formatted(file));
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    "%s: no such file: name a phone's description, or none for the default phone".formatted(file), e);
        } catch (IOException e) {
            throw new ConfigurationException("%s: cannot be read: %s".formatted(file, reason(e)), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.charset.CharacterCodingException _ -> "it is not UTF-8 text";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String line(JacksonException e, String text) {
        // Where the YAML itself is malformed, the location is that of the last thing that was right; the message knows.
        if (e instanceof StreamReadException) {
            Optional<MatchResult> mark =
                    MARK.matcher(e.getOriginalMessage()).results().reduce((_, last) -> last);
            if (mark.isPresent()) {
                return " line " + mark.get().group(1);
            }
        }
        if (e instanceof UnrecognizedPropertyException || e.getCause() instanceof ConfigurationException) {
            OptionalInt line = KeyLines.of(text, MAPPER).find(e.getPath());
            if (line.isPresent()) {
                return " line " + line.getAsInt();
            }
        }
        TokenStreamLocation location = e.getLocation();
        return location == null || location.getLineNr() < 1 ? "" : " line " + location.getLineNr();
    }

    private static String explain(JacksonException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                "unknown key '%s': the keys here are %s"
                        .formatted(unknown.getPropertyName(), join(unknown.getKnownPropertyIds()));
            case DatabindException wrong
            when e.getCause() instanceof ConfigurationException cause -> key(wrong) + cause.getMessage();
            case MismatchedInputException mismatch -> "%s%s".formatted(key(mismatch), expectation(mismatch));
            case StreamReadException twice
            when DUPLICATE.matcher(e.getOriginalMessage()).find() ->
                "the key %s is there twice: keep one"
                        .formatted(DUPLICATE
                                .matcher(twice.getOriginalMessage())
                                .results()
                                .findFirst()
                                .orElseThrow()
                                .group(1));
            case InputCoercionException _ -> "a number is larger than any here can be";
            case StreamReadException malformed -> "not YAML: " + problem(malformed.getOriginalMessage());
            default -> firstLine(e.getOriginalMessage());
        };
    }

    private static String key(DatabindException e) {
        return e.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .filter(java.util.Objects::nonNull)
                .reduce((_, last) -> last)
                .map("'%s': "::formatted)
                .orElse("");
    }

    private static String expectation(MismatchedInputException e) {
        Class<?> wanted = e.getTargetType();
        String message = firstLine(e.getOriginalMessage());
        if (message.startsWith("Missing required creator property")) {
            return "the key %s is missing".formatted(message.replaceAll("^[^']*('[^']*').*$", "$1"));
        }
        if (wanted == null) {
            return message;
        }
        if (wanted == String.class) {
            return "text expected";
        }
        if (wanted == Integer.class || wanted == int.class) {
            return "a whole number expected";
        }
        if (wanted == Long.class || wanted == java.time.Duration.class) {
            return "a number with its unit expected";
        }
        if (wanted == Boolean.class || wanted == boolean.class) {
            return "true or false expected";
        }
        if (wanted.isEnum()) {
            return "one of %s expected".formatted(wordsOf(wanted));
        }
        if (Collection.class.isAssignableFrom(wanted)) {
            return "a list expected: each entry on a line of its own that begins with '- '";
        }
        return "keys with values expected: %s".formatted(keysOf(wanted));
    }

    private static String keysOf(Class<?> wanted) {
        return wanted.isRecord()
                ? java.util.Arrays.stream(wanted.getRecordComponents())
                        .map(PhoneFile::keyOf)
                        .collect(Collectors.joining(", "))
                : "see the example in the manual";
    }

    private static String keyOf(java.lang.reflect.RecordComponent component) {
        JsonProperty key = component.getAccessor().getAnnotation(JsonProperty.class);
        return key == null || key.value().isEmpty() ? component.getName() : key.value();
    }

    /** How a phone's file writes the constants of an enum. */
    private static String wordsOf(Class<?> wanted) {
        return java.util.Arrays.stream(wanted.getFields())
                .filter(java.lang.reflect.Field::isEnumConstant)
                .map(field -> {
                    JsonProperty word = field.getAnnotation(JsonProperty.class);
                    return word == null ? field.getName() : word.value();
                })
                .collect(Collectors.joining(", "));
    }

    private static String join(Collection<?> names) {
        return names.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** The YAML reader's message without its drawing of the place. */
    private static String problem(String message) {
        return message.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .collect(Collectors.joining(", "));
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }
}
