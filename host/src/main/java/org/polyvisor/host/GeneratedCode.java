package org.polyvisor.host;

/** Whether this host is one that generated code can be made for and called on: 64-bit Linux on x86-64. */
final class GeneratedCode {
    private static final String SYSTEM = System.getProperty("os.name", "");
    private static final String PROCESSOR = System.getProperty("os.arch", "");

    private GeneratedCode() {}

    static boolean isSupported() {
        return SYSTEM.equals("Linux") && (PROCESSOR.equals("amd64") || PROCESSOR.equals("x86_64"));
    }

    static void requireSupported() throws HostRefusedException {
        if (!isSupported()) {
            throw new HostRefusedException(
                    "generated code needs Linux on x86-64; this host is %s on %s".formatted(SYSTEM, PROCESSOR));
        }
    }
}
