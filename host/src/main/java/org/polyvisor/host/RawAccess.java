package org.polyvisor.host;

import java.lang.reflect.Field;
import sun.misc.Unsafe;

/**
 * The JDK's unchecked memory access, for the interpreter's generated inner loop alone. The compiler turns each call into
 * one machine instruction without inlining anything, which a method of that size needs: see
 * docs/decisions/0002-unsafe-in-the-leaf-loop.md. Everything else uses {@link Memory}.
 */
@SuppressWarnings("removal")
public final class RawAccess {
    private static final Unsafe UNSAFE = find();

    private RawAccess() {}

    /** The one instance. */
    public static Unsafe unsafe() {
        return UNSAFE;
    }

    private static Unsafe find() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK has no sun.misc.Unsafe; use JDK 25", e);
        }
    }
}
