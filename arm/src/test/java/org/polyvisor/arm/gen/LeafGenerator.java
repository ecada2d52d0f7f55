package org.polyvisor.arm.gen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the interpreter's leaf loop: one method with one switch, in which nothing is called, so that the compiler keeps
 * the instruction pointer in a register. Each operation loads its own operands. Run it after a change here:
 *
 * <pre>java arm/src/test/java/org/polyvisor/arm/gen/LeafGenerator.java</pre>
 *
 * The output is checked in; a test compares. In the bodies below, N, M and D are the values of the registers that the
 * slot names, IMM is its immediate (signed, 64 bits), and PC the instruction's address. Operands are read where they are
 * needed: only the operation of a slot ever changes while vCPUs may execute it.
 */
public final class LeafGenerator {
    private static final String PACKAGE = "org.polyvisor.arm.interpreter.generated";
    private static final List<String> CONDITIONS =
            List.of("EQ", "NE", "CS", "CC", "MI", "PL", "VS", "VC", "HI", "LS", "GE", "LT", "GT", "LE");

    private final Map<String, String> operations = new LinkedHashMap<>();

    private LeafGenerator() {}

    /** Writes the generated sources of the checkout whose root is the argument, or the current folder. */
    public static void main(String[] args) throws IOException {
        Path arm = Path.of(args.length > 0 ? args[0] : ".").resolve("arm");
        for (Map.Entry<Path, String> file : generate(arm).entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.writeString(file.getKey(), file.getValue());
        }
    }

    /** The generated files of the module at {@code arm} and what each must contain. */
    static Map<Path, String> generate(Path arm) {
        LeafGenerator g = new LeafGenerator();
        g.arithmetic();
        g.logical();
        g.moves();
        g.bits();
        g.multiplies();
        g.conditionals();
        g.branches();
        g.singles();
        g.pairs();
        g.vectors();
        g.system();
        Path out = arm.resolve("src/main/java").resolve(PACKAGE.replace('.', '/'));
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(out.resolve("LeafOps.java"), g.opsSource());
        files.put(out.resolve("LeafLoop.java"), g.loopSource());
        return files;
    }

    // ---- bodies ----

    private void op(String name, String body) {
        if (operations.put(name, body) != null) {
            throw new IllegalStateException("two operations " + name);
        }
    }

    private static String slot(String offset) {
        return "U.getLong(state + ((U.getByte(ip + " + offset + ") & 255L) << 3))";
    }

    private static String setAt(String offset, String value) {
        return "U.putLong(state + ((U.getByte(ip + " + offset + ") & 255L) << 3), " + value + ");\n";
    }

    private static String set(String value) {
        return setAt("1", value);
    }

    private static final String NEXT = "ip += 8;\ncontinue;\n";

    private static String w(String value) {
        return "(" + value + ") & 0xffffffffL";
    }

    private void plain(String name, String expression) {
        op(name, set(expression) + NEXT);
    }

    /** X and W forms of an expression whose low half depends on low halves only. */
    private void both(String name, String expression) {
        plain(name.replace('#', 'X'), expression);
        plain(name.replace('#', 'W'), w(expression));
    }

    private static String flag(String name, String value) {
        return "U.putLong(state + CpuState.FLAG_" + name + ", " + value + ");\n";
    }

    private static String subFlags() {
        return "long r = a - b;\n" + flag("N", "r") + flag("Z", "r")
                + flag("C", "Long.compareUnsigned(a, b) >= 0 ? 1L : 0L") + flag("V", "(a ^ b) & (a ^ r)");
    }

    private static String addFlags() {
        return "long r = a + b;\n" + flag("N", "r") + flag("Z", "r")
                + flag("C", "Long.compareUnsigned(r, a) < 0 ? 1L : 0L") + flag("V", "(a ^ r) & (b ^ r)");
    }

    private void withFlags(String name, String second, String flags) {
        op(name.replace('#', 'X'), "long a = N;\nlong b = " + second + ";\n" + flags + set("r") + NEXT);
        op(
                name.replace('#', 'W'),
                "long a = N << 32;\nlong b = (" + second + ") << 32;\n" + flags + set("r >>> 32") + NEXT);
    }

    private void arithmetic() {
        both("ADD#_I", "N + IMM");
        both("ADD#_R", "N + M");
        both("SUB#_R", "N - M");
        both("ADD#_L", "N + (M << IMM)");
        both("SUB#_L", "N - (M << IMM)");
        plain("ADDX_LSR", "N + (M >>> IMM)");
        plain("ADDW_LSR", w("N + ((M & 0xffffffffL) >>> IMM)"));
        both("ADD#_UXTW", "N + ((M & 0xffffffffL) << IMM)");
        plain("ADDX_SXTW", "N + ((long) (int) M << IMM)");
        withFlags("SUBS#_I", "IMM", subFlags());
        withFlags("SUBS#_R", "M", subFlags());
        withFlags("SUBS#_L", "M << IMM", subFlags());
        withFlags("ADDS#_I", "IMM", addFlags());
        withFlags("ADDS#_R", "M", addFlags());
        op("SUBSW_UXTB", "long a = N << 32;\nlong b = (M & 0xff) << 32;\n" + subFlags() + set("r >>> 32") + NEXT);
        op("SUBSW_UXTH", "long a = N << 32;\nlong b = (M & 0xffff) << 32;\n" + subFlags() + set("r >>> 32") + NEXT);
        op("SUBSX_SXTW", "long a = N;\nlong b = (int) M;\n" + subFlags() + set("r") + NEXT);
        // SP stays a multiple of 16 while the loop runs, so that addresses based on it need no check.
        op("ADD_SP", "long v = N + IMM;\nif ((v & 15) != 0) {\nreturn ip;\n}\n" + set("v") + NEXT);
    }

    private static String logicalFlags(String value) {
        return "long r = " + value + ";\n" + flag("N", "r") + flag("Z", "r") + flag("C", "0L") + flag("V", "0L");
    }

    private void logical() {
        // The immediate is an index into the table of bit masks; masks for W forms have a zero upper half.
        String mask = "U.getLong(BITMASKS + (IMM << 3))";
        plain("AND_I", "N & " + mask);
        both("ORR#_I", "N | " + mask);
        both("EOR#_I", "N ^ " + mask);
        both("AND#_R", "N & M");
        both("ORR#_R", "N | M");
        both("EOR#_R", "N ^ M");
        both("BIC#_R", "N & ~M");
        both("ORN#_R", "N | ~M");
        both("AND#_L", "N & (M << IMM)");
        both("ORR#_L", "N | (M << IMM)");
        both("EOR#_L", "N ^ (M << IMM)");
        plain("ORRX_LSR", "N | (M >>> IMM)");
        plain("ORRW_LSR", "(N & 0xffffffffL) | ((M & 0xffffffffL) >>> IMM)");
        plain("EORX_LSR", "N ^ (M >>> IMM)");
        plain("EORX_ROR", "N ^ (M >>> IMM | M << -IMM)");
        plain("EORW_ROR", w("N ^ ((M & 0xffffffffL) * 0x100000001L >>> IMM)"));
        op("ANDSX_I", logicalFlags("N & " + mask) + set("r") + NEXT);
        op("ANDSW_I", logicalFlags("(N & " + mask + ") << 32") + set("r >>> 32") + NEXT);
        op("ANDSX_R", logicalFlags("N & M") + set("r") + NEXT);
        op("ANDSW_R", logicalFlags("(N & M) << 32") + set("r >>> 32") + NEXT);
    }

    private void moves() {
        plain("MOVX", "M");
        plain("MOVW", "M & 0xffffffffL");
        plain("MOV_I", "IMM");
        plain("MOV_U", "IMM & 0xffffffffL");
        plain("MOV_SHIFTED", "IMM << U.getByte(ip + 3)");
        plain("MOV_INVERTED", "~(IMM << U.getByte(ip + 3))");
        plain("MOVKX", "D & ~(0xffffL << U.getByte(ip + 3)) | IMM << U.getByte(ip + 3)");
        plain("MOVKW", w("D & ~(0xffffL << U.getByte(ip + 3)) | IMM << U.getByte(ip + 3)"));
        plain("ADR", "PC + IMM");
        plain("ADRP", "(PC & -4096L) + (IMM << 12)");
    }

    private void bits() {
        // Fields move up against bit 63 by the slot's m, then down by the immediate.
        plain("UBFM", "N << U.getByte(ip + 3) >>> IMM");
        both("SBFM#", "N << U.getByte(ip + 3) >> IMM");
        String mask = "(-1L << U.getByte(ip + 3) >>> IMM)";
        both("BFM#", "D & ~" + mask + " | (N << U.getByte(ip + 3) >>> IMM)");
        plain("LSLX_I", "N << IMM");
        plain("LSRX_I", "N >>> IMM");
        plain("LSLW_I", w("N << IMM"));
        plain("LSRW_I", "(N & 0xffffffffL) >>> IMM");
        plain("SXTW", "(long) (int) N");
        plain("EXTRX", "M >>> IMM | N << -IMM");
        plain("EXTRW", w("(N << 32 | M & 0xffffffffL) >>> IMM"));
        plain("LSLVX", "N << M");
        plain("LSRVX", "N >>> M");
        plain("ASRVX", "N >> M");
        plain("LSLVW", "(int) N << (int) M & 0xffffffffL");
        plain("LSRVW", "(int) N >>> (int) M & 0xffffffffL");
        plain("ASRVW", "(int) N >> (int) M & 0xffffffffL");
        plain("CLZX", "Long.numberOfLeadingZeros(N)");
        plain("CLZW", "Integer.numberOfLeadingZeros((int) N)");
        plain("RBITX", "Long.reverse(N)");
        plain("REVX", "Long.reverseBytes(N)");
        plain("REVW", "Integer.reverseBytes((int) N) & 0xffffffffL");
    }

    private void multiplies() {
        String addend = "U.getLong(state + (IMM << 3))";
        both("MADD#", addend + " + N * M");
        both("MSUB#", addend + " - N * M");
        both("MUL#", "N * M");
        plain("SMADDL", addend + " + (long) (int) N * (int) M");
        plain("UMADDL", addend + " + (N & 0xffffffffL) * (M & 0xffffffffL)");
        plain("UMULH", "Math.unsignedMultiplyHigh(N, M)");
        plain("SMULH", "Math.multiplyHigh(N, M)");
        op("UDIVX", "long b = M;\n" + set("b == 0 ? 0 : Long.divideUnsigned(N, b)") + NEXT);
        op("UDIVW", "long b = M & 0xffffffffL;\n" + set("b == 0 ? 0 : (N & 0xffffffffL) / b") + NEXT);
        op("SDIVX", "long b = M;\n" + set("b == 0 ? 0 : N / b") + NEXT);
        op("SDIVW", "int b = (int) M;\n" + set("b == 0 ? 0 : (int) N / b & 0xffffffffL") + NEXT);
    }

    private static final String NZCV =
            "long z = FZ;\nlong nzcv = FN >>> 63 << 3 | (~(z | -z) >>> 63) << 2 | FC << 1 | FV >>> 63;\n";

    /** The immediate's bit number nzcv says whether the condition holds. */
    private void conditionals() {
        select("CSEL#", "M");
        select("CSINC#", "M + 1");
        select("CSINV#", "~M");
        select("CSNEG#", "-M");
        for (String form : List.of("R", "I")) {
            String second = form.equals("R") ? "M" : "(long) (U.getByte(ip + 3) & 255)";
            for (String width : List.of("X", "W")) {
                String shift = width.equals("X") ? "" : " << 32";
                op(
                        "CCMP" + width + "_" + form,
                        NZCV + "int imm = U.getInt(ip + 4);\nif ((imm >>> nzcv & 1) != 0) {\nlong a = N" + shift
                                + ";\nlong b = " + second + shift + ";\n" + subFlags()
                                + "} else {\nlong f = imm >>> 16;\n" + flag("N", "f << 60") + flag("Z", "~f & 4")
                                + flag("C", "f >>> 1 & 1") + flag("V", "f << 63") + "}\n" + NEXT);
            }
        }
    }

    private void select(String name, String otherwise) {
        String body = NZCV + "long v = (U.getInt(ip + 4) >>> nzcv & 1) != 0 ? N : " + otherwise + ";\n";
        op(name.replace('#', 'X'), body + set("v") + NEXT);
        op(name.replace('#', 'W'), body + set("v & 0xffffffffL") + NEXT);
    }

    private static String holds(String condition) {
        return switch (condition) {
            case "EQ" -> "FZ == 0";
            case "NE" -> "FZ != 0";
            case "CS" -> "FC != 0";
            case "CC" -> "FC == 0";
            case "MI" -> "FN < 0";
            case "PL" -> "FN >= 0";
            case "VS" -> "FV < 0";
            case "VC" -> "FV >= 0";
            case "HI" -> "FC != 0 && FZ != 0";
            case "LS" -> "FC == 0 || FZ == 0";
            case "GE" -> "(FN ^ FV) >= 0";
            case "LT" -> "(FN ^ FV) < 0";
            case "GT" -> "FZ != 0 && (FN ^ FV) >= 0";
            default -> "FZ == 0 || (FN ^ FV) < 0";
        };
    }

    private static String compares(String condition) {
        return switch (condition) {
            case "EQ" -> "a == b";
            case "NE" -> "a != b";
            case "CS" -> "Long.compareUnsigned(a, b) >= 0";
            case "CC" -> "Long.compareUnsigned(a, b) < 0";
            case "HI" -> "Long.compareUnsigned(a, b) > 0";
            case "LS" -> "Long.compareUnsigned(a, b) <= 0";
            case "GE" -> "a >= b";
            case "LT" -> "a < b";
            case "GT" -> "a > b";
            default -> "a <= b";
        };
    }

    /** Inside the page; other threads are heard here. */
    private static String near(String offset) {
        return "ip += " + offset + ";\nif (U.getLong(state + CpuState.PENDING) != 0) {\nreturn ip;\n}\ncontinue;\n";
    }

    /** To any address; where the short way does not serve, {@code otherwise}. */
    private static String far(String target, String before, String otherwise) {
        return "long t = " + target + ";\nlong e = U.getLong(state + CpuState.CODE_TABLE) + (t >>> 7 & CODE_MASK);\n"
                + "if (U.getLong(e) != (t & ~0xffcL) || U.getLong(state + CpuState.PENDING) != 0) {\n" + otherwise
                + "}\n" + before + "long s = U.getLong(e + 8);\n"
                + "U.putLong(state + CpuState.PC_BASE, (t & -4096L) - (s >>> 1));\nip = s + ((t & 0xffc) << 1);\n"
                + "continue;\n";
    }

    private static final String GENERALLY = "return ip;\n";

    private void branches() {
        // The slot behind a page's last word: its address is that of the next page's first.
        op("PAGE_END", far("PC", "", "U.putLong(state + CpuState.PC, t);\nreturn 0;\n"));
        op("B_NEAR", near("IMM"));
        op("B_FAR", far("PC + IMM", "", GENERALLY));
        String link = "U.putLong(state + 30 * 8, PC + 4);\n";
        op("BL_NEAR", link + near("IMM"));
        op("BL_FAR", far("PC + IMM", link, GENERALLY));
        op("BR", far("N", "", GENERALLY));
        op("BLR", far("N", link, GENERALLY));
        for (String condition : CONDITIONS) {
            op("B_" + condition, "if (" + holds(condition) + ") {\n" + near("IMM") + "}\n" + NEXT);
        }
        // The condition as a mask of nzcv values stands where d and n do elsewhere.
        op(
                "BCOND_FAR",
                NZCV + "if ((U.getShort(ip + 1) >>> nzcv & 1) == 0) {\n" + NEXT + "}\n"
                        + far("PC + IMM", "", GENERALLY));
        String low = " & 0xffffffffL";
        for (String[] form : new String[][] {
            {"CBZX", "N == 0"},
            {"CBNZX", "N != 0"},
            {"CBZW", "(N" + low + ") == 0"},
            {"CBNZW", "(N" + low + ") != 0"},
            {"TBZ", "(N >>> U.getByte(ip + 3) & 1) == 0"},
            {"TBNZ", "(N >>> U.getByte(ip + 3) & 1) != 0"}
        }) {
            op(form[0], "if (" + form[1] + ") {\n" + near("IMM") + "}\n" + NEXT);
            op(form[0] + "_FAR", "if (!(" + form[1] + ")) {\n" + NEXT + "}\n" + far("PC + IMM", "", GENERALLY));
        }
        for (String condition : CONDITIONS) {
            if (Set.of("MI", "PL", "VS", "VC").contains(condition)) {
                continue;
            }
            fusedCompare("CMPX_I_B", "long a = N;\nlong b = U.getShort(ip + 4);\n", condition);
            fusedCompare("CMPW_I_B", "long a = N << 32;\nlong b = (long) U.getShort(ip + 4) << 32;\n", condition);
            fusedCompare("CMPX_R_B", "long a = N;\nlong b = M;\n", condition);
            fusedCompare("CMPW_R_B", "long a = N << 32;\nlong b = M << 32;\n", condition);
        }
    }

    /**
     * A comparison and the conditional branch behind it. The upper half of the immediate is how far the branch goes, from
     * its own slot. That is in its own slot too, but another vCPU may have filled that with something else.
     */
    private void fusedCompare(String name, String operands, String condition) {
        op(
                name + condition,
                operands + subFlags() + "if (" + compares(condition) + ") {\n" + near("8 + U.getShort(ip + 6)")
                        + "}\nip += 16;\ncontinue;\n");
    }

    // ---- memory ----

    private static String probe(String address, int bytes, boolean write) {
        return "long a = " + address + ";\nlong e = table + (a >>> 7 & DATA_MASK);\nif (U.getLong(e"
                + (write ? " + 8" : "") + ") != (" + (bytes == 1 ? "a" : "a + " + (bytes - 1))
                + " & -4096L)) {\nreturn ip;\n}\nlong h = a + U.getLong(e + 16);\n";
    }

    private static String loaded(String kind) {
        return switch (kind) {
            case "8" -> "U.getLong(h)";
            case "4" -> "U.getInt(h) & 0xffffffffL";
            case "2" -> "U.getShort(h) & 0xffffL";
            case "1" -> "U.getByte(h) & 0xffL";
            case "S4" -> "(long) U.getInt(h)";
            case "S2" -> "(long) U.getShort(h)";
            case "S1" -> "(long) U.getByte(h)";
            case "S2W" -> "U.getShort(h) & 0xffffffffL";
            default -> "U.getByte(h) & 0xffffffffL";
        };
    }

    private static int bytes(String kind) {
        return Integer.parseInt(kind.replaceAll("\\D", ""));
    }

    private static String stored(String kind, String value) {
        return switch (kind) {
            case "8" -> "U.putLong(h, " + value + ");\n";
            case "4" -> "U.putInt(h, (int) " + value + ");\n";
            case "2" -> "U.putShort(h, (short) " + value + ");\n";
            default -> "U.putByte(h, (byte) " + value + ");\n";
        };
    }

    private static String writeBack(String value) {
        return setAt("2", value);
    }

    private void load(String name, String address, String kind) {
        op(name, probe(address, bytes(kind), false) + set(loaded(kind)) + NEXT);
    }

    private void store(String name, String address, String kind) {
        op(name, probe(address, bytes(kind), true) + stored(kind, "D") + NEXT);
    }

    private void singles() {
        for (String kind : List.of("8", "4", "2", "1", "S4", "S2", "S1", "S2W", "S1W")) {
            load("LD" + kind, "N + IMM", kind);
        }
        for (String kind : List.of("8", "4", "2", "1", "S4")) {
            load("LD" + kind + "_RX", "N + (M << IMM)", kind);
            load("LD" + kind + "_RU", "N + ((M & 0xffffffffL) << IMM)", kind);
        }
        for (String kind : List.of("8", "4")) {
            load("LD" + kind + "_RS", "N + ((long) (int) M << IMM)", kind);
        }
        for (String kind : List.of("8", "4", "1")) {
            op(
                    "LD" + kind + "_POST",
                    probe("N", bytes(kind), false) + "long v = " + loaded(kind) + ";\n" + writeBack("a + IMM")
                            + set("v") + NEXT);
        }
        for (String kind : List.of("8", "1")) {
            op(
                    "LD" + kind + "_PRE",
                    probe("N + IMM", bytes(kind), false) + "long v = " + loaded(kind) + ";\n" + writeBack("a")
                            + set("v") + NEXT);
        }
        for (String kind : List.of("8", "4", "2", "1")) {
            store("ST" + kind, "N + IMM", kind);
            store("ST" + kind + "_RX", "N + (M << IMM)", kind);
        }
        for (String kind : List.of("8", "4", "1")) {
            store("ST" + kind + "_RU", "N + ((M & 0xffffffffL) << IMM)", kind);
            op("ST" + kind + "_POST", probe("N", bytes(kind), true) + stored(kind, "D") + writeBack("a + IMM") + NEXT);
        }
        op("ST8_PRE", probe("N + IMM", 8, true) + stored("8", "D") + writeBack("a") + NEXT);
        load("LD8_LIT", "PC + IMM", "8");
    }

    private void pairs() {
        String load = "long v = U.getLong(h);\nlong u = U.getLong(h + 8);\n";
        String setBoth = set("v") + setAt("3", "u");
        String store = "U.putLong(h, D);\nU.putLong(h + 8, M);\n";
        op("LDP", probe("N + IMM", 16, false) + load + setBoth + NEXT);
        op("LDP_POST", probe("N", 16, false) + load + writeBack("a + IMM") + setBoth + NEXT);
        op("STP", probe("N + IMM", 16, true) + store + NEXT);
        op("STP_PRE", probe("N + IMM", 16, true) + store + writeBack("a") + NEXT);
        op("STP_POST", probe("N", 16, true) + store + writeBack("a + IMM") + NEXT);
        op(
                "LDP4",
                probe("N + IMM", 8, false) + "long v = U.getInt(h) & 0xffffffffL;\n"
                        + "long u = U.getInt(h + 4) & 0xffffffffL;\n" + set("v") + setAt("3", "u") + NEXT);
        op("STP4", probe("N + IMM", 8, true) + "U.putInt(h, (int) D);\nU.putInt(h + 4, (int) M);\n" + NEXT);
    }

    /** FP and SIMD registers; d and m are their numbers. */
    private void vectors() {
        String enabled = "if (U.getLong(state + CpuState.FP_TRAPS) != 0) {\nreturn ip;\n}\n";
        String d = "long d = state + CpuState.V + ((U.getByte(ip + 1) & 255L) << 4);\n";
        String m = "long m = state + CpuState.V + ((U.getByte(ip + 3) & 255L) << 4);\n";
        String load = d + "long v = U.getLong(h);\nlong u = U.getLong(h + 8);\n";
        String setD = "U.putLong(d, v);\nU.putLong(d + 8, u);\n";
        String storeD = d + "U.putLong(h, U.getLong(d));\nU.putLong(h + 8, U.getLong(d + 8));\n";
        op("LDQ", enabled + probe("N + IMM", 16, false) + load + setD + NEXT);
        op("STQ", enabled + probe("N + IMM", 16, true) + storeD + NEXT);
        String loadPair = load + m + "long p = U.getLong(h + 16);\nlong q = U.getLong(h + 24);\n" + setD
                + "U.putLong(m, p);\nU.putLong(m + 8, q);\n";
        String storePair = storeD + m + "U.putLong(h + 16, U.getLong(m));\nU.putLong(h + 24, U.getLong(m + 8));\n";
        op("LDPQ", enabled + probe("N + IMM", 32, false) + loadPair + NEXT);
        op("STPQ", enabled + probe("N + IMM", 32, true) + storePair + NEXT);
        op(
                "LDD",
                enabled + probe("N + IMM", 8, false) + d + "U.putLong(d, U.getLong(h));\nU.putLong(d + 8, 0L);\n"
                        + NEXT);
        op("STD", enabled + probe("N + IMM", 8, true) + d + "U.putLong(h, U.getLong(d));\n" + NEXT);
    }

    private void system() {
        op("NOP", NEXT);
        // A register that is kept in the state block and is readable at every level.
        plain("MRS", "U.getLong(state + IMM)");
        op("BARRIER", "U.fullFence();\n" + NEXT);
        op("SECOND", secondary());
    }

    // ---- less frequent operations, by a second switch on the immediate ----

    private final Map<String, String> secondaries = new LinkedHashMap<>();

    private void second(String name, String body) {
        secondaries.put(name, body);
    }

    private static final String AT_EL1 = "if (U.getLong(state + CpuState.EL1H) == 0) {\nreturn ip;\n}\n";

    private String secondary() {
        for (String register : List.of("SP_EL0", "TPIDR_EL1", "DAIF")) {
            second("MRS_" + register, AT_EL1 + set("U.getLong(state + CpuState." + register + ")") + NEXT);
        }
        second(
                "DAIF_SET",
                AT_EL1 + "U.putLong(state + CpuState.DAIF, U.getLong(state + CpuState.DAIF) | "
                        + "(U.getByte(ip + 3) & 255L) << 6);\n" + NEXT);
        // Lifting a mask may deliver what is asserted already; what comes later pokes.
        String quiet = AT_EL1 + "if (U.getLong(state + CpuState.LINES) != 0) {\nreturn ip;\n}\n";
        second(
                "DAIF_CLEAR",
                quiet + "U.putLong(state + CpuState.DAIF, U.getLong(state + CpuState.DAIF) & "
                        + "~((U.getByte(ip + 3) & 255L) << 6));\n" + NEXT);
        second("MSR_DAIF", quiet + "U.putLong(state + CpuState.DAIF, N & 0x3c0);\n" + NEXT);
        for (String kind : List.of("8", "4", "2", "1")) {
            second(
                    "LDA" + kind,
                    aligned(kind, false) + "long v = " + loaded(kind) + ";\nU.loadFence();\n" + set("v") + NEXT);
            second(
                    "STL" + kind,
                    aligned(kind, true) + "U.storeFence();\n" + stored(kind, "D") + "U.fullFence();\n" + NEXT);
        }
        for (String kind : List.of("8", "4")) {
            atomic("CAS" + kind, kind, "");
            atomic("SWP" + kind, kind, "M");
            atomic("LDADD" + kind, kind, "o + M");
            atomic("LDSET" + kind, kind, "o | M");
            atomic("LDCLR" + kind, kind, "o & ~M");
        }
        shiftedForms();
        second("ADCX", set("N + M + FC") + NEXT);
        second("ADCW", set(w("N + M + FC")) + NEXT);
        second("SBCX", set("N - M - 1 + FC") + NEXT);
        second("SBCW", set(w("N - M - 1 + FC")) + NEXT);
        for (String kind : List.of("2", "1")) {
            second(
                    "LD" + kind + "_RS",
                    probe("N + ((long) (int) M << OPERAND)", bytes(kind), false) + set(loaded(kind)) + NEXT);
        }
        for (String kind : List.of("8", "4", "2", "1")) {
            second(
                    "ST" + kind + "_RS",
                    probe("N + ((long) (int) M << OPERAND)", bytes(kind), true) + stored(kind, "D") + NEXT);
        }
        signedForms();
        second(
                "LDP_PRE",
                probe("N + OPERAND", 16, false) + "long v = U.getLong(h);\nlong u = U.getLong(h + 8);\n"
                        + writeBack("a") + set("v") + setAt("3", "u") + NEXT);
        doubles();
        StringBuilder s = new StringBuilder("switch (U.getInt(ip + 4) & 255) {\n");
        for (Map.Entry<String, String> operation : secondaries.entrySet()) {
            s.append("case LeafOps.")
                    .append(operation.getKey())
                    .append(": {\n")
                    .append(operation.getValue())
                    .append("}\n");
        }
        return s.append("default:\nreturn ip;\n}\n").toString();
    }

    /**
     * Scalar double precision where the host's result is the guest's: FPCR asks for rounding to nearest and keeps
     * denormals, FPSR says inexact already, and the result raises nothing else. Everything else goes the general way.
     */
    private void doubles() {
        String enabled = "if (U.getLong(state + CpuState.FP_TRAPS) != 0) {\nreturn ip;\n}\n";
        String ordinary = enabled + "if ((U.getInt(state + CpuState.FPCR) & 0x1c00000 "
                + "| ~U.getInt(state + CpuState.FPSR) & 0x10) != 0) {\nreturn ip;\n}\n";
        String x = "double x = Double.longBitsToDouble(" + vector("(U.getByte(ip + 2) & 255L)") + ");\n";
        String y = "double y = Double.longBitsToDouble(" + vector("(U.getByte(ip + 3) & 255L)") + ");\n";
        String z = "double z = Double.longBitsToDouble(" + vector("(long) OPERAND") + ");\n";
        String setD = "long d = state + CpuState.V + ((U.getByte(ip + 1) & 255L) << 4);\n"
                + "U.putLong(d, Double.doubleToRawLongBits(r));\nU.putLong(d + 8, 0L);\n";
        // Tiny sums are exact; other tiny results may not be, and the smallest normal may have been tiny.
        String finite = "if (!(Math.abs(r) < Double.POSITIVE_INFINITY)) {\nreturn ip;\n}\n";
        String normal = finite + "if (!(Math.abs(r) > Double.MIN_NORMAL)) {\nreturn ip;\n}\n";
        second("FADD_D", ordinary + x + y + "double r = x + y;\n" + finite + setD + NEXT);
        second("FSUB_D", ordinary + x + y + "double r = x - y;\n" + finite + setD + NEXT);
        second("FMUL_D", ordinary + x + y + "double r = x * y;\n" + normal + setD + NEXT);
        second("FDIV_D", ordinary + x + y + "double r = x / y;\n" + normal + setD + NEXT);
        second("FMADD_D", ordinary + x + y + z + "double r = Math.fma(x, y, z);\n" + normal + setD + NEXT);
        second("FMSUB_D", ordinary + x + y + z + "double r = Math.fma(-x, y, z);\n" + normal + setD + NEXT);
        second(
                "FCMP_D",
                enabled + "if ((U.getInt(state + CpuState.FPCR) & 0x1000000) != 0) {\nreturn ip;\n}\n" + x + y
                        + "if (!(x <= y || x > y)) {\nreturn ip;\n}\n" + flag("N", "x < y ? -1L : 0L")
                        + flag("Z", "x == y ? 0L : 1L") + flag("C", "x >= y ? 1L : 0L") + flag("V", "0L") + NEXT);
        second(
                "FMOV_D",
                enabled + "long v = " + vector("(U.getByte(ip + 2) & 255L)") + ";\n"
                        + "long d = state + CpuState.V + ((U.getByte(ip + 1) & 255L) << 4);\n"
                        + "U.putLong(d, v);\nU.putLong(d + 8, 0L);\n" + NEXT);
    }

    /** The low half of a vector register. */
    private static String vector(String number) {
        return "U.getLong(state + CpuState.V + (" + number + " << 4))";
    }

    /** Sign-extending loads that move their base or take a register offset, which array loops are made of. */
    private void signedForms() {
        for (String kind : List.of("S4", "S2", "S1", "S2W", "S1W")) {
            second(
                    "LD" + kind + "_POST",
                    probe("N", bytes(kind), false) + "long v = " + loaded(kind) + ";\n" + writeBack("a + OPERAND")
                            + set("v") + NEXT);
            String[][] offsets = {
                {"_RX", "(M << OPERAND)"},
                {"_RU", "((M & 0xffffffffL) << OPERAND)"},
                {"_RS", "((long) (int) M << OPERAND)"}
            };
            for (String[] offset : offsets) {
                if (!kind.equals("S4") || offset[0].equals("_RS")) {
                    second(
                            "LD" + kind + offset[0],
                            probe("N + " + offset[1], bytes(kind), false) + set(loaded(kind)) + NEXT);
                }
            }
        }
    }

    /** Bitwise operations and subtraction with a right shift or rotation of the second operand. */
    private void shiftedForms() {
        String[][] shifts = {
            {"LSR", "(M >>> OPERAND)", "((M & 0xffffffffL) >>> OPERAND)"},
            {"ASR", "(M >> OPERAND)", "(long) ((int) M >> OPERAND)"},
            {"ROR", "(M >>> OPERAND | M << -OPERAND)", "((M & 0xffffffffL) * 0x100000001L >>> OPERAND)"}
        };
        String[][] forms = {
            {"AND", "N & "}, {"ORR", "N | "}, {"EOR", "N ^ "}, {"ORN", "N | ~"}, {"SUB", "N - "}, {"ADD", "N + "}
        };
        for (String[] form : forms) {
            for (String[] shift : shifts) {
                if (Set.of("SUB", "ADD").contains(form[0]) && shift[0].equals("ROR")) {
                    continue;
                }
                second("S_" + form[0] + "X_" + shift[0], set(form[1] + shift[1]) + NEXT);
                second("S_" + form[0] + "W_" + shift[0], set(w(form[1] + shift[2])) + NEXT);
            }
        }
        second("S_ORNX_LSL", set("N | ~(M << OPERAND)") + NEXT);
        second("S_ORNW_LSL", set(w("N | ~(M << OPERAND)")) + NEXT);
        second("S_BICX_LSL", set("N & ~(M << OPERAND)") + NEXT);
        second("S_BICW_LSL", set(w("N & ~(M << OPERAND)")) + NEXT);
        second("BICSX", logicalFlags("N & ~M") + set("r") + NEXT);
        second("BICSW", logicalFlags("(N & ~M) << 32") + set("r >>> 32") + NEXT);
    }

    private static String aligned(String kind, boolean write) {
        int bytes = bytes(kind);
        return (bytes == 1 ? "" : "if ((N & " + (bytes - 1) + ") != 0) {\nreturn ip;\n}\n") + probe("N", bytes, write);
    }

    /** Rt is d, the base n, Rs m; an empty value stands for compare and swap, which is described below. */
    private void atomic(String name, String kind, String value) {
        boolean wide = kind.equals("8");
        String swap = wide ? "U.compareAndSwapLong(null, h, o, " : "U.compareAndSwapInt(null, h, (int) o, (int) ";
        String readable = aligned(kind, true) + "if (U.getLong(e) != (a & -4096L)) {\nreturn ip;\n}\n";
        if (value.isEmpty()) {
            // CAS: m holds what is expected and gets what was there; d what to store. Retried only if another vCPU
            // changed the word between the two steps, by leaving to the general path.
            second(
                    name,
                    readable + "long o = " + loaded(kind) + ";\nif (o == " + (wide ? "M" : "(M & 0xffffffffL)")
                            + ") {\nif (!" + swap + "(D))) {\nreturn ip;\n}\n} else {\nU.fullFence();\n}\n"
                            + setAt("3", "o") + NEXT);
        } else {
            second(
                    name,
                    readable + "long o = " + loaded(kind) + ";\nif (!" + swap + "(" + value + "))) {\nreturn ip;\n}\n"
                            + set("o") + NEXT);
        }
    }

    // ---- output ----

    private static String expand(String body) {
        String s = body;
        s = s.replaceAll("\\bFN\\b", "U.getLong(state + CpuState.FLAG_N)");
        s = s.replaceAll("\\bFZ\\b", "U.getLong(state + CpuState.FLAG_Z)");
        s = s.replaceAll("\\bFC\\b", "U.getLong(state + CpuState.FLAG_C)");
        s = s.replaceAll("\\bFV\\b", "U.getLong(state + CpuState.FLAG_V)");
        s = s.replaceAll("\\bPC\\b(?!_)(?<!CpuState\\.PC)", "((ip >>> 1) + U.getLong(state + CpuState.PC_BASE))");
        s = s.replaceAll("\\bN\\b", slot("2"));
        s = s.replaceAll("\\bM\\b", slot("3"));
        s = s.replaceAll("\\bD\\b", slot("1"));
        s = s.replaceAll("\\bOPERAND\\b", "(U.getInt(ip + 4) >> 8)");
        s = s.replaceAll("\\bIMM\\b", "(long) U.getInt(ip + 4)");
        return s;
    }

    private static String indent(String body) {
        StringBuilder s = new StringBuilder();
        int depth = 5;
        for (String line : body.strip().split("\n")) {
            if (line.startsWith("}")) {
                depth--;
            }
            s.append("    ".repeat(depth)).append(line).append('\n');
            if (line.endsWith("{")) {
                depth++;
            }
        }
        return s.toString();
    }

    private static final String HEADER = "// Generated by LeafGenerator. Do not edit.\npackage " + PACKAGE + ";\n\n";

    private String opsSource() {
        StringBuilder s = new StringBuilder(HEADER);
        s.append("/** The operations of the leaf loop's slots. */\npublic final class LeafOps {\n");
        s.append("    /** An empty slot. */\n    public static final int UNDECODED = 0;\n\n");
        s.append("    /** Left to the general path. */\n    public static final int GENERAL = 1;\n\n");
        s.append(
                "    /** A slot whose word may have changed; its operands are those of the word that it was made of. */\n"
                        + "    public static final int FORGOTTEN = 255;\n\n");
        int number = 2;
        List<String> names = new ArrayList<>(operations.keySet());
        if (names.size() > 253) {
            throw new IllegalStateException(names.size() + " operations do not fit into a byte");
        }
        for (String name : names) {
            s.append("    public static final int ")
                    .append(name)
                    .append(" = ")
                    .append(number++)
                    .append(";\n");
        }
        s.append(
                "\n    // Second switch, for slots of operation SECOND: the immediate's low byte; its other bits are an operand.\n");
        number = 0;
        for (String name : secondaries.keySet()) {
            s.append("    public static final int ")
                    .append(name)
                    .append(" = ")
                    .append(number++)
                    .append(";\n");
        }
        return s.append("\n    private LeafOps() {}\n}\n").toString();
    }

    private String loopSource() {
        StringBuilder s = new StringBuilder(HEADER);
        s.append("""
                import org.polyvisor.arm.cpu.CpuState;
                import org.polyvisor.arm.interpreter.Bitmasks;
                import org.polyvisor.arm.mmu.Tlb;
                                import org.polyvisor.host.RawAccess;


                /** The interpreter's inner loop over predecoded slots. It calls nothing; see LeafGenerator. */
                @SuppressWarnings({"removal", "sunapi", "UnnecessaryParentheses", "unused"})
                public final class LeafLoop {
                    private static final sun.misc.Unsafe U = RawAccess.unsafe();
                    private static final long BITMASKS = Bitmasks.ADDRESS;
                    private static final long DATA_MASK = (Tlb.DATA_ENTRIES - 1L) << Tlb.ENTRY_SHIFT;
                    private static final long CODE_MASK = (Tlb.CODE_ENTRIES - 1L) << Tlb.ENTRY_SHIFT;

                    /**
                     * After so many slots it stops: HotSpot may leave a loop without end without a poll for safepoints, and would
                     * wait for a guest that goes round for ever, and with it every other machine of the process.
                     */
                    private static final int SLOTS = 1 << 14;

                    private LeafLoop() {}

                    /**
                     * Executes slots until one needs the general path.
                     *
                     * @param state the vCPU's register file
                     * @param ip address of the first slot
                     * @param table the TLB's data table for the present privilege
                     * @return the slot at which it stopped, nothing of it done; or 0 where the state's PC says where to go on
                     */
                    public static long run(long state, long ip, long table) {
                        for (int left = SLOTS; left > 0; left--) {
                            switch (U.getByte(ip) & 255) {
                """);
        for (Map.Entry<String, String> operation : operations.entrySet()) {
            s.append("                case LeafOps.").append(operation.getKey()).append(": {\n");
            s.append(indent(expand(operation.getValue())));
            s.append("                }\n");
        }
        s.append(
                "                default:\n                    return ip;\n            }\n        }\n        return ip;\n    }\n}\n");
        return s.toString();
    }
}
