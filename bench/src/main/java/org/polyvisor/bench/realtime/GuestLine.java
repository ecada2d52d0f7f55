package org.polyvisor.bench.realtime;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.polyvisor.bench.measure.Figures;

/** Numbers in the lines that guests print. */
final class GuestLine {
    private GuestLine() {}

    /** The first number that {@code pattern} has as its group, divided; NaN if it is not there. */
    static double number(String line, String pattern, double divisor) {
        Matcher matcher = Pattern.compile(pattern).matcher(line);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) / divisor : Double.NaN;
    }

    /** The same as figures; failed ones if it is not there. */
    static Figures field(String line, String pattern, double divisor) {
        return Figures.of(number(line, pattern, divisor));
    }

    /** Of the histogram that cyclictest prints, in µs; NaN if it does not reach that far. */
    static double percentile(String line, double percent) {
        Matcher cycles = Pattern.compile("\"cycles\": *(\\d+)").matcher(line);
        Matcher histogram = Pattern.compile("\"histogram\": *\\{([^}]*)\\}").matcher(line);
        if (!cycles.find() || !histogram.find()) {
            return Double.NaN;
        }
        double wanted = Long.parseLong(cycles.group(1)) * percent / 100;
        long seen = 0;
        for (MatchResult bar : Pattern.compile("\"(\\d+)\": *(\\d+)")
                .matcher(histogram.group(1))
                .results()
                .toList()) {
            seen += Long.parseLong(bar.group(2));
            if (seen >= wanted) {
                return Double.parseDouble(bar.group(1));
            }
        }
        return Double.NaN;
    }
}
