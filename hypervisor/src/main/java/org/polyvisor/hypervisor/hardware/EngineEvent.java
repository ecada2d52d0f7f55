package org.polyvisor.hypervisor.hardware;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What a machine's translator has done since the machine was switched on, for Java Flight Recorder. */
@Name("org.polyvisor.Engine")
@Label("Engine")
@Category("Polyvisor")
@Description("What a machine's translator has done so far")
@Period("1 s")
@StackTrace(false)
final class EngineEvent extends Event {
    @Label("Machine")
    @Nullable
    String machine;

    @Label("Blocks translated")
    long blocks;

    @Label("Guest instructions translated")
    long instructions;

    @Label("Host code made")
    @DataAmount
    long bytes;

    @Label("Host code in use")
    @DataAmount
    long bytesInUse;

    @Label("Blocks invalidated")
    long invalidations;

    @Label("Cache recycled")
    long recycles;

    @Label("Guest instructions interpreted")
    @Description("Before their code was worth translating")
    long interpreted;

    @Label("Guest instructions executed")
    @Description("Whole blocks, counted at their entry")
    long executed;

    @Label("MIPS")
    @Description("Million guest instructions in a second of running, since the machine was switched on")
    double mips;

    @Label("Exits to Java")
    long exits;

    @Label("Instructions executed by the helper")
    long helped;
}
