package org.polyvisor.hypervisor.hardware;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * How often a machine's generated code returned to Java for one cause, for Java Flight Recorder: an event for each cause
 * that there was since the last time.
 */
@Name("org.polyvisor.Exits")
@Label("Exits to Java")
@Category("Polyvisor")
@Description("How often a machine's generated code returned to Java, by cause")
@Period("1 s")
@StackTrace(false)
final class ExitsEvent extends Event {
    @Label("Machine")
    @Nullable
    String machine;

    @Label("Cause")
    @Nullable
    String cause;

    @Label("Count")
    @Description("Since the machine's previous events of this kind, or since the machine was switched on")
    long count;

    @Label("Total")
    @Description("Since the machine was switched on")
    long total;
}
