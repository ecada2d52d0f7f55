package org.polyvisor.gdb;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where to wait for a debugger, and whether the guest waits too.
 *
 * @param socket address and port; port 0 takes any that is free
 * @param waits whether the guest executes nothing until a debugger has come and lets it go
 */
public record GdbAddress(InetSocketAddress socket, boolean waits) {
    private static final String FORM = "expected [HOST]:PORT or [HOST]:PORT,wait, for example :1234";
    private static final String WAIT = ",wait";

    /**
     * Reads what follows {@code --gdb}: {@code :1234} and {@code 1234} are on the loopback interface only; a host makes
     * it another, {@code [::1]:1234} for a numeric IPv6 one; {@code ,wait} at the end keeps the guest from starting.
     *
     * @throws GdbException one line about what is wrong with it
     */
    public static GdbAddress parse(String text) throws GdbException {
        boolean waits = text.endsWith(WAIT);
        String address = waits ? text.substring(0, text.length() - WAIT.length()) : text;
        int colon = address.lastIndexOf(':');
        int port = port(text, address.substring(colon + 1));
        String host = colon <= 0 ? "127.0.0.1" : address.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new GdbAddress(new InetSocketAddress(InetAddress.getByName(host), port), waits);
        } catch (UnknownHostException e) {
            throw new GdbException("--gdb %s: there is no host \"%s\"; %s".formatted(text, host, FORM));
        }
    }

    private static int port(String text, String digits) throws GdbException {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number that is no port.
        }
        throw new GdbException("--gdb %s: \"%s\" is not a port; %s".formatted(text, digits, FORM));
    }
}
