package org.polyvisor.host;

import java.lang.reflect.Field;

/**
 * The JDK's unchecked memory access, for the interpreter's generated inner loop alone. The compiler turns each call into
 * one machine instruction without inlining anything, which a method of that size needs: see
 * docs/decisions/0005-unsafe-in-the-leaf-loop.md. Everything else uses {@link Memory}.
 */
@SuppressWarnings({"removal", "sunapi"})
public final class RawAccess {
    private static final sun.misc.Unsafe UNSAFE = find();

    private RawAccess() {}

    /** The one instance. */
    public static sun.misc.Unsafe unsafe() {
        return UNSAFE;
    }

    private static sun.misc.Unsafe find() {
        try {
            Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (sun.misc.Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK has no sun.misc.Unsafe; use JDK 25", e);
        }
    }
}
