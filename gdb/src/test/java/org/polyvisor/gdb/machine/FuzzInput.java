package org.polyvisor.gdb.machine;

import java.io.IOException;
import java.util.List;
import java.util.Random;

/** What a broken or hostile debugger may send: packets with errors of every kind, and sometimes none. */
public final class FuzzInput {
    private static final List<String> SEEDS = List.of(
            "qSupported:multiprocess+;swbreak+;hwbreak+;xmlRegisters=i386",
            "QStartNoAckMode",
            "?",
            "g",
            "G0000000000000000",
            "p20",
            "p80",
            "P1=0000000000000000",
            "m40010000,40",
            "mffffffffffffffff,10",
            "M40030000,4:01020304",
            "X40030000,2:ab",
            "Z0,40010010,4",
            "z0,40010010,4",
            "Z2,40020000,8",
            "z2,40020000,8",
            "Z4,ffffffffffffffff,3fffffff",
            "vCont?",
            "vCont;s:1;c",
            "vCont;c",
            "vCont;r40010000,40010020:2;t",
            "c",
            "s",
            "S05",
            "Hg2",
            "Hc-1",
            "T1",
            "qC",
            "qfThreadInfo",
            "qThreadExtraInfo,1",
            "qXfer:features:read:target.xml:0,fff",
            "qXfer:threads:read::0,fff",
            "qRcmd,68656c70",
            "qRcmd,7472616e736c6174652030",
            "D");

    private FuzzInput() {}

    /** The next few bytes. */
    public static String next(Random random) {
        String text = harmless(mutate(SEEDS.get(random.nextInt(SEEDS.size())), random));
        return switch (random.nextInt(12)) {
            case 0 -> "$" + text;
            case 1 -> text;
            case 2 -> "\003";
            case 3 -> "-";
            case 4 -> "$" + text + "#00";
            default -> Client.packet(text);
        };
    }

    private static String mutate(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int i = random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, "fffffffffffffffff", 0, random.nextInt(18));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }

    /** Kill is a debugger's right; here it would only end the test. */
    private static String harmless(String text) {
        return text.startsWith("k") || text.startsWith("vKill") ? "?" : text;
    }

    /** Reads whatever comes until the connection ends. */
    public static void drain(Client client) {
        try {
            while (client.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // The end, too.
        }
    }
}
