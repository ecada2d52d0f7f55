package org.polyvisor.hypervisor.sched;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Flight recorder event: the scheduler decided something that lasts. */
@Name("org.polyvisor.Decision")
@Label("Scheduler Decision")
@Description("A machine was admitted or refused, or a pCPU was parked or unparked")
@Category("Polyvisor")
@StackTrace(false)
final class DecisionEvent extends Event {
    @Label("Decision")
    private final String decision;

    @Label("Detail")
    private final String detail;

    private DecisionEvent(String decision, String detail) {
        this.decision = decision;
        this.detail = detail;
    }

    static void record(String decision, String detail) {
        new DecisionEvent(decision, detail).commit();
    }
}
