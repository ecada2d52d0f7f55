package org.polyvisor.cli.phone;

import java.time.Duration;
import java.util.function.Function;
import org.polyvisor.hypervisor.Sizes;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** How a phone's file writes what has a unit, for the binding of its records. */
final class Units {
    private Units() {}

    /** A value that is written as one word. */
    abstract static class Word<T> extends StdDeserializer<T> {
        private final Function<String, T> parse;

        Word(Class<?> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            JsonToken token = parser.currentToken();
            if (!token.isScalarValue() || token.isBoolean()) {
                context.reportInputMismatch(this, "a number with its unit expected");
            }
            return parse.apply(parser.getString());
        }
    }

    /** Bytes, such as 512M. */
    static final class Bytes extends Word<Long> {
        Bytes() {
            super(Long.class, Sizes::parse);
        }
    }

    /** Time, such as 500us. */
    static final class Time extends Word<Duration> {
        Time() {
            super(Duration.class, Quantity::duration);
        }
    }

    /** Microwatts, such as 120mW. */
    static final class Power extends Word<Long> {
        Power() {
            super(Long.class, Quantity::microwatts);
        }
    }

    /** Microampere-hours, such as 4500mAh. */
    static final class Charge extends Word<Long> {
        Charge() {
            super(Long.class, Quantity::microampereHours);
        }
    }

    /** Microvolts, such as 3.85V. */
    static final class Voltage extends Word<Long> {
        Voltage() {
            super(Long.class, Quantity::microvolts);
        }
    }

    /** Percent, such as 80%. */
    static final class Percent extends Word<Integer> {
        Percent() {
            super(Integer.class, Quantity::percent);
        }
    }
}
