package org.polyvisor.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Boots Debian's unmodified firmware. */
@Timeout(600)
class FirmwareBootIT {
    @Test
    void uBootReachesItsPromptAndAnswers() throws Exception {
        try (RunningGuest guest = RunningGuest.firmware("u-boot")) {
            guest.await("Hit any key");
            guest.type("\n");
            guest.await("=> ");

            guest.type("echo it works\n");
            guest.await("\n");

            assertThat(guest.await("=> ")).contains("it works");
        }
    }
}
