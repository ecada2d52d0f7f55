package org.polyvisor.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.polyvisor.cli.terminal.EscapeKey.Action;

class EscapeKeyTest {
    private final EscapeKey escape = new EscapeKey();

    private List<Action> actions(String keys) {
        List<Action> actions = new ArrayList<>();
        for (byte key : keys.getBytes(StandardCharsets.ISO_8859_1)) {
            actions.add(escape.next(key));
        }
        return actions;
    }

    @Test
    void everythingElseIsTheGuestsIncludingControlC() {
        assertThat(actions("ax\u0003\u001b\r\u00e9")).containsOnly(Action.PASS);
    }

    @Test
    void controlAThenXLeaves() {
        assertThat(actions("\u0001x")).containsExactly(Action.SWALLOW, Action.LEAVE);
    }

    @Test
    void controlAThenCOpensTheMonitor() {
        assertThat(actions("\u0001c")).containsExactly(Action.SWALLOW, Action.MONITOR);
    }

    @Test
    void controlATwiceOrThenAIsOneForTheGuest() {
        assertThat(actions("\u0001\u0001\u0001a"))
                .containsExactly(Action.SWALLOW, Action.PASS_ESCAPE, Action.SWALLOW, Action.PASS_ESCAPE);
    }

    @Test
    void unknownKeyAfterControlAIsSwallowedAndTheNextOnePasses() {
        assertThat(actions("\u0001zx")).containsExactly(Action.SWALLOW, Action.SWALLOW, Action.PASS);
    }
}
