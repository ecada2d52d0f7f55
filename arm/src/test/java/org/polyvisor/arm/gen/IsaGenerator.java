package org.polyvisor.arm.gen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns the instruction tables (arm/src/main/isa) into the decoder's Java source. Run it after a change to a table:
 *
 * <pre>java arm/src/test/java/org/polyvisor/arm/gen/IsaGenerator.java</pre>
 *
 * The output is checked in; a test compares. One file, no imports beyond the JDK, so that it runs before anything is
 * compiled.
 */
public final class IsaGenerator {
    /** The tables, in the order in which rows get their numbers. */
    static final List<String> TABLES = List.of("base.isa", "fp.isa", "simd.isa");

    static final String PACKAGE = "org.polyvisor.arm.a64.generated";
    private static final Map<String, Integer> NAMED_WIDTHS = Map.ofEntries(
            Map.entry("Rd", 5),
            Map.entry("Rn", 5),
            Map.entry("Rm", 5),
            Map.entry("Ra", 5),
            Map.entry("Rs", 5),
            Map.entry("Rt", 5),
            Map.entry("Rt2", 5),
            Map.entry("cond", 4),
            Map.entry("nzcv", 4),
            Map.entry("sf", 1),
            Map.entry("Q", 1));

    /** One field of an encoding: bits {@code low + width - 1 .. low}. */
    public record Field(String name, int low, int width) {}

    /** One row of a table. {@code conditions} are Java expressions over {@code insn}. */
    public record Row(
            String name,
            Section section,
            int mask,
            int value,
            Map<String, Field> fields,
            List<String> conditions,
            String where) {
        /** The name of the static method that executes the row. */
        public String method() {
            String[] words = name.split("_", -1);
            StringBuilder method = new StringBuilder(words[0].toLowerCase(Locale.ROOT));
            for (int i = 1; i < words.length; i++) {
                method.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
            }
            return method.toString();
        }
    }

    /** What the rows under one heading share. */
    public record Section(String title, String handler, boolean fp, int index) {}

    private IsaGenerator() {}

    /** Writes the generated sources of the checkout whose root is the argument, or the current folder. */
    public static void main(String[] args) throws IOException {
        Path arm = Path.of(args.length > 0 ? args[0] : ".").resolve("arm");
        for (Map.Entry<Path, String> file : generate(arm).entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.writeString(file.getKey(), file.getValue());
        }
    }

    /** The generated files of the module at {@code arm} and what each must contain. */
    static Map<Path, String> generate(Path arm) throws IOException {
        List<Row> rows = readTables(arm.resolve("src/main/isa"));
        Path out = arm.resolve("src/main/java").resolve(PACKAGE.replace('.', '/'));
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(out.resolve("A64Rows.java"), rowsSource(rows));
        files.put(out.resolve("A64Decoder.java"), decoderSource(rows));
        files.put(out.resolve("A64Dispatch.java"), dispatchSource(rows));
        return files;
    }

    /** The rows of all tables in {@code folder}, numbered by their place in the list. */
    public static List<Row> readTables(Path folder) throws IOException {
        List<Row> rows = new ArrayList<>();
        int sections = 0;
        for (String table : TABLES) {
            Section section = null;
            int number = 0;
            if (!Files.exists(folder.resolve(table))) {
                continue;
            }
            for (String raw : Files.readAllLines(folder.resolve(table))) {
                number++;
                String line = raw.replaceFirst("#.*", "").strip();
                if (line.isEmpty()) {
                    continue;
                }
                String where = table + ":" + number;
                if (line.startsWith("[")) {
                    String[] parts = line.substring(1, line.length() - 1).split(" : ", -1);
                    section = new Section(
                            parts[0].strip(),
                            parts[1].strip(),
                            parts.length > 2 && parts[2].strip().equals("fp"),
                            sections++);
                } else if (section == null) {
                    throw new IllegalStateException(where + ": a row before the first section");
                } else {
                    rows.add(parseRow(line, section, where));
                }
            }
        }
        return rows;
    }

    private static Row parseRow(String line, Section section, String where) {
        String[] halves = line.split("\\|", 2);
        String[] tokens = halves[0].strip().split("\\s+", -1);
        int mask = 0;
        int value = 0;
        int bit = 32;
        Map<String, Field> fields = new LinkedHashMap<>();
        for (int i = 1; i < tokens.length; i++) {
            String token = tokens[i];
            if (token.matches("[01x]+")) {
                for (int j = 0; j < token.length(); j++) {
                    char c = token.charAt(j);
                    bit--;
                    mask |= c == 'x' ? 0 : 1 << bit;
                    value |= c == '1' ? 1 << bit : 0;
                }
                continue;
            }
            String name = token.replaceFirst(":\\d+$", "");
            int width = widthOf(token, where);
            bit -= width;
            if (fields.put(name, new Field(name, bit, width)) != null) {
                throw new IllegalStateException(where + ": field " + name + " stands twice");
            }
        }
        if (bit != 0) {
            throw new IllegalStateException(where + ": the pattern of " + tokens[0] + " has " + (32 - bit) + " bits");
        }
        List<String> conditions = new ArrayList<>();
        if (halves.length > 1) {
            for (String condition : halves[1].split(",", -1)) {
                conditions.add(conditionSource(condition.strip(), fields, where));
            }
        }
        return new Row(tokens[0], section, mask, value, fields, conditions, where);
    }

    private static int widthOf(String token, String where) {
        if (token.contains(":")) {
            return Integer.parseInt(token.substring(token.indexOf(':') + 1));
        }
        Integer named = NAMED_WIDTHS.get(token);
        if (named != null) {
            return named;
        }
        String digits = token.replaceFirst("^\\D+", "");
        if (digits.isEmpty()) {
            throw new IllegalStateException(where + ": field " + token + " has no width");
        }
        return Integer.parseInt(digits);
    }

    private static String conditionSource(String condition, Map<String, Field> fields, String where) {
        if (condition.startsWith("?")) {
            return "A64Conditions." + condition.substring(1) + "(insn)";
        }
        String[] sides = condition.split("[!=]=", -1);
        Field field = fields.get(sides[0]);
        if (field == null || sides[1].length() != field.width()) {
            throw new IllegalStateException(where + ": condition " + condition + " does not fit its field");
        }
        int mask = 0;
        int value = 0;
        for (char c : sides[1].toCharArray()) {
            mask = mask << 1 | (c == 'x' ? 0 : 1);
            value = value << 1 | (c == '1' ? 1 : 0);
        }
        String operator = condition.contains("!=") ? "!=" : "==";
        return "(insn & 0x%x) %s 0x%x".formatted(mask << field.low(), operator, value << field.low());
    }

    private static String header(String imports, String javadoc) {
        return "// Generated by IsaGenerator from the tables in arm/src/main/isa. Do not edit.\n" + "package " + PACKAGE
                + ";\n\n" + imports + "/** " + javadoc + " */\n";
    }

    private static String rowsSource(List<Row> rows) {
        StringBuilder s = new StringBuilder(header("", "The number of every row of the A64 instruction tables."));
        s.append("public final class A64Rows {\n");
        for (int i = 0; i < rows.size(); i++) {
            s.append("    public static final int ")
                    .append(rows.get(i).name())
                    .append(" = ")
                    .append(i)
                    .append(";\n");
        }
        s.append("    public static final int COUNT = ").append(rows.size()).append(";\n");
        s.append("    private static final String[] NAMES = (\"\"\n");
        for (int i = 0; i < rows.size(); i++) {
            s.append("            + \"").append(rows.get(i).name()).append(i + 1 < rows.size() ? " \"\n" : "\"\n");
        }
        s.append("            ).split(\" \", -1);\n");
        appendInts(s, "MASKS", rows.stream().mapToInt(Row::mask).toArray());
        appendInts(s, "VALUES", rows.stream().mapToInt(Row::value).toArray());
        s.append("""

                    private A64Rows() {}

                    /** The row's name in the table. */
                    public static String name(int row) {
                        return NAMES[row];
                    }

                    /** The bits that the row fixes. */
                    public static int mask(int row) {
                        return MASKS[row];
                    }

                    /** What the fixed bits are. */
                    public static int value(int row) {
                        return VALUES[row];
                    }
                }
                """);
        return s.toString();
    }

    private static void appendInts(StringBuilder s, String name, int[] values) {
        s.append("    private static final int[] ").append(name).append(" = {");
        for (int i = 0; i < values.length; i++) {
            s.append(i % 8 == 0 ? "\n        " : " ").append("0x%08x,".formatted(values[i]));
        }
        s.append("\n    };\n");
    }

    /** Bits 28..21 choose a bucket; inside it rows are tried from the one with most fixed bits down. */
    private static String decoderSource(List<Row> rows) {
        Map<String, List<Integer>> bodies = new TreeMap<>();
        Map<Integer, List<Integer>> buckets = new TreeMap<>();
        for (int bucket = 0; bucket < 256; bucket++) {
            List<Integer> candidates = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                if (((row.value() >>> 21 ^ bucket) & row.mask() >>> 21 & 0xff) == 0) {
                    candidates.add(i);
                }
            }
            candidates.sort((a, b) -> {
                int byBits = Integer.bitCount(rows.get(b).mask())
                        - Integer.bitCount(rows.get(a).mask());
                return byBits != 0 ? byBits : Integer.compare(a, b);
            });
            buckets.put(bucket, candidates);
            bodies.computeIfAbsent(candidates.toString(), k -> new ArrayList<>())
                    .add(bucket);
        }
        StringBuilder s = new StringBuilder(header(
                "import org.polyvisor.arm.a64.A64Conditions;\n\n",
                "Finds the row of an instruction word. Bits 28..21 choose a method, which tries its rows in turn."));
        s.append("@SuppressWarnings({\"UnnecessaryParentheses\", \"MissingCasesInEnumSwitch\"})\n");
        s.append("public final class A64Decoder {\n");
        s.append("    /** What {@link #decode} returns for an unallocated word. */\n");
        s.append("    public static final int UNALLOCATED = -1;\n\n    private A64Decoder() {}\n\n");
        s.append("    /** The row (see {@link A64Rows}) of an instruction word, or {@link #UNALLOCATED}. */\n");
        s.append("    public static int decode(int insn) {\n        return switch (insn >>> 21 & 0xff) {\n");
        List<List<Integer>> distinct = new ArrayList<>();
        for (Map.Entry<Integer, List<Integer>> bucket : buckets.entrySet()) {
            List<Integer> candidates = bucket.getValue();
            if (candidates.isEmpty()) {
                continue;
            }
            if (!distinct.contains(candidates)) {
                distinct.add(candidates);
            }
            s.append("            case 0x%02x -> bucket%d(insn);\n"
                    .formatted(bucket.getKey(), distinct.indexOf(candidates)));
        }
        s.append("            default -> UNALLOCATED;\n        };\n    }\n");
        for (int i = 0; i < distinct.size(); i++) {
            s.append("\n    private static int bucket").append(i).append("(int insn) {\n");
            for (int index : distinct.get(i)) {
                Row row = rows.get(index);
                s.append("        if ((insn & 0x%08x) == 0x%08x".formatted(row.mask(), row.value()));
                for (String condition : row.conditions()) {
                    s.append(" && ").append(condition);
                }
                s.append(") {\n            return A64Rows.").append(row.name()).append(";\n        }\n");
            }
            s.append("        return UNALLOCATED;\n    }\n");
        }
        return s.append("}\n").toString();
    }

    private static String dispatchSource(List<Row> rows) {
        Map<Section, List<Integer>> sections = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            sections.computeIfAbsent(rows.get(i).section(), k -> new ArrayList<>())
                    .add(i);
        }
        StringBuilder s = new StringBuilder(
                header("import org.polyvisor.arm.cpu.Vcpu;\n\n", "Calls the method that executes a row."));
        s.append("public final class A64Dispatch {\n");
        s.append("    private static final byte[] SECTION = {");
        for (int i = 0; i < rows.size(); i++) {
            s.append(i % 24 == 0 ? "\n        " : " ")
                    .append(rows.get(i).section().index())
                    .append(',');
        }
        s.append("\n    };\n\n    private A64Dispatch() {}\n\n");
        s.append("    /** Executes one instruction word whose row is known. */\n");
        s.append("    public static void execute(int row, Vcpu cpu, int insn) {\n        switch (SECTION[row]) {\n");
        for (Section section : sections.keySet()) {
            s.append("            case %d -> section%d(row, cpu, insn);\n".formatted(section.index(), section.index()));
        }
        s.append("            default -> throw new IllegalArgumentException(\"row \" + row);\n        }\n    }\n");
        for (Map.Entry<Section, List<Integer>> section : sections.entrySet()) {
            s.append("\n    /** ").append(section.getKey().title()).append(". */\n");
            s.append("    private static void section%d(int row, Vcpu cpu, int insn) {\n"
                    .formatted(section.getKey().index()));
            if (section.getKey().fp()) {
                s.append("        cpu.requireFpEnabled();\n");
            }
            s.append("        switch (row) {\n");
            for (int index : section.getValue()) {
                Row row = rows.get(index);
                s.append("            case A64Rows.")
                        .append(row.name())
                        .append(" -> ")
                        .append(section.getKey().handler())
                        .append('.')
                        .append(row.method())
                        .append("(cpu, insn);\n");
            }
            s.append("            default -> throw new IllegalArgumentException(\"row \" + row);\n        }\n    }\n");
        }
        return s.append("}\n").toString();
    }
}
