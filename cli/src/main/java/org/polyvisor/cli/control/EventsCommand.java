package org.polyvisor.cli.control;

import java.util.concurrent.Callable;
import org.polyvisor.cli.session.EventLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code polyvisor events}. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = {"Tells what has happened on a running phone.", ""})
public final class EventsCommand implements Callable<Integer> {
    @Mixin
    private final PhoneOption phone = new PhoneOption();

    @Option(names = "--follow", description = "Go on and tell what happens, until the phone ends.")
    private boolean follow;

    @Option(names = "--json", description = "Print JSON, a line for each event.")
    private boolean json;

    @Override
    public Integer call() {
        phone.connect().events(follow ? "?follow" : "", event -> {
            System.out.println(json ? JsonMapper.shared().writeValueAsString(event) : EventLine.of(event));
            return !System.out.checkError();
        });
        return 0;
    }
}
