package org.polyvisor.bench.modem;

import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.polyvisor.bench.BenchException;

/** What two telephones must be able to do. Each step that was right is told; the first that is not, is thrown. */
final class Steps {
    private static final String MODEM = "mmcli -m any ";
    private static final Pattern SUCCESS = Pattern.compile("success");
    private static final Pattern SMS = Pattern.compile("(/org/freedesktop/ModemManager1/SMS/[0-9]+)");
    private static final Pattern RECEIVED = Pattern.compile(SMS.pattern() + " \\(received\\)");
    private static final Pattern CALL = Pattern.compile("(/org/freedesktop/ModemManager1/Call/[0-9]+)");
    private static final Pattern RINGING = Pattern.compile(CALL.pattern() + " incoming \\(ringing-in\\)");

    private final Consumer<String> told;

    /**
     * Steps that tell what was right.
     *
     * @param told gets a line for each
     */
    Steps(Consumer<String> told) {
        this.told = told;
    }

    /** ModemManager, as Debian ships it, finds the modem and registers it. */
    void register(Telephone phone) throws BenchException {
        String changed = phone.ask("dpkg --verify modemmanager");
        if (!changed.isEmpty()) {
            throw new BenchException("%s: ModemManager is not as Debian ships it: %s".formatted(phone.name(), changed));
        }
        String version = phone.ask("dpkg-query -W modemmanager; uname -r");
        phone.until(MODEM + "-K", Pattern.compile("modem\\.generic\\.state +: "));
        phone.now(MODEM + "--enable", SUCCESS);
        phone.until(MODEM + "-K", Pattern.compile("modem\\.generic\\.state +: registered"));
        phone.now(MODEM + "-K", Pattern.compile("own-numbers\\.value\\[1\\] +: " + Pattern.quote(phone.number())));
        String operator = phone.now(MODEM + "-K", Pattern.compile("modem\\.3gpp\\.operator-name +: (\\S+)"))
                .group(1);
        told.accept("%s: %s registered with %s as %s".formatted(phone.name(), version, operator, phone.number()));
    }

    /** A message arrives with its text and its sender's number. */
    void message(Telephone from, Telephone to, String text) throws BenchException {
        String sent = from.now(
                        "%s--messaging-create-sms=\"number=%s,text='%s'\"".formatted(MODEM, to.number(), text), SMS)
                .group(1);
        from.now("mmcli -s %s --send".formatted(sent), SUCCESS);
        String received = to.until(MODEM + "--messaging-list-sms", RECEIVED).group(1);
        to.now("mmcli -s %s -K".formatted(received), Pattern.compile("sms\\.content\\.text +: " + Pattern.quote(text)));
        to.now(
                "mmcli -s %s -K".formatted(received),
                Pattern.compile("sms\\.content\\.number +: " + Pattern.quote(from.number())));
        told.accept("%s -> %s: message '%s' arrived".formatted(from.name(), to.name(), text));
    }

    /** A call rings on the other side, is taken there, and is cleared by who began it. */
    void call(Telephone from, Telephone to) throws BenchException {
        String which = "%s -> %s: call ".formatted(from.name(), to.name());
        String out = from.now("%s--voice-create-call=number=%s".formatted(MODEM, to.number()), CALL)
                .group(1);
        from.now("mmcli -o %s --start".formatted(out), SUCCESS);
        String in = to.until(MODEM + "--voice-list-calls", RINGING).group(1);
        to.now(
                "mmcli -o %s -K".formatted(in),
                Pattern.compile("call\\.properties\\.number +: " + Pattern.quote(from.number())));
        awaitState(from, out, "ringing-out");
        told.accept(which + "rings on both sides");
        to.now("mmcli -o %s --accept".formatted(in), SUCCESS);
        awaitState(from, out, "active");
        awaitState(to, in, "active");
        told.accept(which + "is active on both sides");
        from.now("mmcli -o %s --hangup".formatted(out), SUCCESS);
        awaitState(from, out, "terminated");
        awaitState(to, in, "terminated");
        told.accept(which + "is cleared on both sides");
    }

    private static void awaitState(Telephone phone, String call, String state) throws BenchException {
        phone.until(
                "mmcli -o %s -K".formatted(call),
                Pattern.compile("call\\.properties\\.state +: %s\\b".formatted(state)));
    }
}
