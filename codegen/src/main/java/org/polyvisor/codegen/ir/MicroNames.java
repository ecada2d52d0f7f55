package org.polyvisor.codegen.ir;

import java.lang.reflect.Field;
import java.util.Set;

/** Micro-operations for people to read. */
public final class MicroNames {
    /** The constants of {@link Micro} that are no operations: operands, and bits of parameters. */
    private static final Set<String> OTHERS = Set.of(
            "W32",
            "KIND",
            "ZERO",
            "NONE",
            "T0",
            "T1",
            "IMM",
            "SIZE",
            "SIGNED",
            "ALIGNED",
            "RELEASE",
            "USER",
            "READS_AS_USER",
            "WRITES_AS_USER",
            "EITHER_WAY");

    private static final String[] NAMES = names();

    private MicroNames() {}

    private static String[] names() {
        String[] names = new String[Micro.KIND + 1];
        for (Field field : Micro.class.getFields()) {
            if (field.getType() == int.class && !OTHERS.contains(field.getName())) {
                add(names, field);
            }
        }
        return names;
    }

    private static void add(String[] names, Field field) {
        try {
            int value = field.getInt(null);
            if (value >= 0 && value < names.length) {
                names[value] = names[value] == null ? field.getName() : names[value] + "|" + field.getName();
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError("public constants of our own module", e);
        }
    }

    /** Operation {@code i} of a block. */
    public static String of(MicroBlock block, int i) {
        int op = block.op(i);
        String name = NAMES[op & Micro.KIND];
        StringBuilder text = new StringBuilder(name == null ? "op " + (op & Micro.KIND) : name);
        if ((op & Micro.W32) != 0) {
            text.append(" w32");
        }
        text.append(' ').append(value(block.d(i))).append(" <- ").append(value(block.a(i)));
        text.append(", ").append(value(block.b(i)));
        text.append(", c=").append(block.c(i));
        text.append(", imm=").append(block.imm(i));
        if (FlagLiveness.sets(op & Micro.KIND)) {
            text.append(block.savesFlags(i) ? ", saves flags" : ", flags stay");
        }
        return text.toString();
    }

    private static String value(int value) {
        return switch (value) {
            case Micro.IMM -> "imm";
            case Micro.ZERO -> "zero";
            case Micro.NONE -> "none";
            case Micro.T0 -> "t0";
            case Micro.T1 -> "t1";
            default -> Integer.toString(value);
        };
    }
}
