package org.polyvisor.hypervisor.channel;

/** A machine's end of a channel. It outlives the machine's hardware, which is connected to it anew at each power-on. */
public sealed interface ChannelEnd permits SerialEnd, LinkEnd {}
