package org.polyvisor.cli.phone;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.polyvisor.hypervisor.ConfigurationException;

/** Quantities as people write them: a number, at most nine decimals, and a unit right behind it. */
public final class Quantity {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?) ?([a-zA-Zµ%]{0,3})");

    private static final Map<String, Long> NANOSECONDS =
            Map.of("ns", 1L, "us", 1_000L, "µs", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L);
    private static final Map<String, Long> MICROWATTS = Map.of("uW", 1L, "mW", 1_000L, "W", 1_000_000L);
    private static final Map<String, Long> MICROAMPERE_HOURS = Map.of("mAh", 1_000L, "Ah", 1_000_000L);
    private static final Map<String, Long> MICROVOLTS = Map.of("mV", 1_000L, "V", 1_000_000L);

    private Quantity() {}

    /** @throws ConfigurationException if it is no time */
    public static Duration duration(String text) {
        return Duration.ofNanos(scaled(text, NANOSECONDS, "a time", "500us, 10ms or 2s"));
    }

    /** @throws ConfigurationException if it is no power */
    public static long microwatts(String text) {
        return scaled(text, MICROWATTS, "a power", "120mW or 1.5W");
    }

    /** @throws ConfigurationException if it is no charge */
    public static long microampereHours(String text) {
        return scaled(text, MICROAMPERE_HOURS, "a battery's capacity", "4500mAh");
    }

    /** @throws ConfigurationException if it is no voltage */
    public static long microvolts(String text) {
        return scaled(text, MICROVOLTS, "a voltage", "3.85V");
    }

    /** @throws ConfigurationException if it is no whole number of percent, written with or without the sign */
    public static int percent(String text) {
        return (int) scaled(text, Map.of("%", 1L, "", 1L), "a share", "80%");
    }

    private static long scaled(String text, Map<String, Long> units, String what, String example) {
        Matcher form = FORM.matcher(text.strip());
        Long unit = form.matches() ? units.get(form.group(2)) : null;
        if (unit == null) {
            throw new ConfigurationException("'%s' is not %s: write it like %s".formatted(text, what, example));
        }
        try {
            BigDecimal value = new BigDecimal(form.group(1)).multiply(BigDecimal.valueOf(unit));
            return value.setScale(0, RoundingMode.UNNECESSARY).longValueExact();
        } catch (ArithmeticException e) {
            throw new ConfigurationException(
                    "'%s' is larger or finer than %s can be: write it like %s".formatted(text, what, example), e);
        }
    }
}
