package org.polyvisor.cli.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows under a head, each column as wide as what stands in it. Numbers stand at the right of their column. */
final class Table {
    private static final String GAP = " ";

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /** {@code head} names the columns; one that begins with {@code >} is of numbers. */
    Table(String... head) {
        this.head = List.of(head);
    }

    /** Adds a row, with a cell for each column. */
    void row(String... cells) {
        if (cells.length != head.size()) {
            throw new IllegalArgumentException("%d cells for %d columns".formatted(cells.length, head.size()));
        }
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(head.stream().map(Table::title).toList());
        lines.addAll(rows);
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder out = new StringBuilder();
            for (int column = 0; column < head.size(); column++) {
                String form = "%" + (isNumbers(column) ? "" : "-") + width(lines, column) + "s";
                out.append(column == 0 ? "" : GAP).append(String.format(Locale.ROOT, form, line.get(column)));
            }
            text.append(out.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private boolean isNumbers(int column) {
        return head.get(column).startsWith(">");
    }

    private static String title(String name) {
        return name.startsWith(">") ? name.substring(1) : name;
    }

    private static int width(List<List<String>> lines, int column) {
        return Math.max(
                1,
                lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(1));
    }
}
