package org.polyvisor.hypervisor.sched;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Flight recorder event: a vCPU ran on a pCPU. Off unless asked for, as there are thousands in a second. */
@Name("org.polyvisor.Run")
@Label("vCPU Run")
@Description("A vCPU ran on a pCPU, from its entry into guest code until it left it")
@Category("Polyvisor")
@Enabled(false)
@StackTrace(false)
final class SwitchEvent extends Event {
    private static final EventType TYPE = EventType.getEventType(SwitchEvent.class);

    @Label("vCPU")
    String vcpu = "";

    @Label("pCPU")
    int pcpu;

    @Label("Waited")
    @Description("How long it could have run before and did not")
    @Timespan(Timespan.NANOSECONDS)
    long waited;

    @Label("Reason")
    @Description("Why it left: preempted, its slice or budget over (NONE), WFI (INTERRUPT), WFE (EVENT)")
    String reason = "";

    /** Whether somebody records such events; asked first, so that nothing is made when nobody does. */
    static boolean isRecorded() {
        return TYPE.isEnabled();
    }
}
