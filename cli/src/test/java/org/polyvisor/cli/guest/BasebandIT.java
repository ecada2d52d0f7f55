package org.polyvisor.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.polyvisor.hypervisor.Outcome;

/** Boots the real-time guest. How well its deadlines are met depends on the host, and is measured elsewhere. */
@Timeout(600)
class BasebandIT {
    private static final String GUEST = "baseband";

    @Test
    void frameTasksRunForTheirTimeAndTellWhatTheyMeasured() throws Exception {
        try (RunningGuest guest =
                RunningGuest.linux(GUEST, 1, "frames=both load=5 seconds=2 report=0 seed=3 poweroff=1")) {
            guest.await("self-test: ok");
            guest.await("calibration: task=gsm ");
            guest.await("calibration: task=lte ");
            guest.await("RESULT task=gsm ");
            String gsm = guest.await("\n");
            guest.await("RESULT task=lte ");
            String lte = guest.await("\n");

            assertThat(guest.end()).isEqualTo(new Outcome.PoweredOff());
            assertThat(gsm).contains(" undetected=0").matches(".* lat_max_ns=\\d+ .*\\r");
            assertThat(lte).contains(" undetected=0").matches("seconds=\\d+ jobs=\\d{4,} misses=\\d+ .*\\r");
        }
    }

    @Test
    void tickingTimerServesItToo() throws Exception {
        try (RunningGuest guest =
                RunningGuest.linux(GUEST, 1, "frames=lte blocks=1 seconds=1 report=0 tick=1000 tasks=1 poweroff=1")) {
            guest.await("tick_hz=1000");
            guest.await("RESULT task=lte ");

            assertThat(guest.end()).isEqualTo(new Outcome.PoweredOff());
        }
    }

    @Test
    void modemAnswersOnTheSerialPort() throws Exception {
        try (RunningGuest guest = RunningGuest.linux(GUEST, 1, "frames=none at=uart0 number=+4917099")) {
            guest.await("running:");
            guest.type("ATE0;+CMEE=1;+CREG=1\r");
            guest.await("OK\r\n");
            guest.await("+CREG: 1\r\n");

            String sim = answer(guest, "AT+CPIN?;+CNUM\r");
            String operator = answer(guest, "AT+COPS=3,0;+COPS?\r");
            guest.type("AT+NOSUCH\r");
            guest.await("+CME ERROR: 4\r\n");
            answer(guest, "AT+CMGF=1;+CNMI=2,1\r");
            guest.type("AT+CMGS=\"+4917099\"\r");
            guest.await("> ");
            String sent = answer(guest, "to myself\032");
            String read = answer(guest, "AT+CMGR=1\r");

            assertThat(sim).contains("+CPIN: READY", "+CNUM: \"\",\"+4917099\",145");
            assertThat(operator).contains("+COPS: 0,0,\"Polyvisor\",7");
            assertThat(sent).contains("+CMGS: 1", "+CMTI: \"ME\",1");
            assertThat(read).contains("\"REC UNREAD\",\"+4917099\"", "to myself");
        }
    }

    private static String answer(RunningGuest guest, String command) throws InterruptedException {
        guest.type(command);
        return guest.await("OK\r\n");
    }
}
