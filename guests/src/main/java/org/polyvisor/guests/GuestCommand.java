package org.polyvisor.guests;

import java.nio.charset.StandardCharsets;

/**
 * Tells a guest of a {@link GuestRecipe.Kernel} recipe to run one command instead of a shell, and then to switch itself
 * off. Its last line on the console before that is {@code polyvisor: exit status N}.
 */
public final class GuestCommand {
    private static final String UNRESERVED = "-._~/:,+=@";

    private GuestCommand() {}

    /**
     * The word for the kernel's command line: {@code polyvisor.run=} and the shell command, percent-encoded (RFC 3986,
     * section 2.1). The kernel takes 2,048 characters at most on its whole command line.
     */
    public static String kernelParameter(String shellCommand) {
        StringBuilder word = new StringBuilder("polyvisor.run=");
        for (byte b : shellCommand.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean letterOrDigit = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            if (letterOrDigit || UNRESERVED.indexOf(c) >= 0) {
                word.append(c);
            } else {
                word.append("%%%02X".formatted((int) c));
            }
        }
        return word.toString();
    }
}
