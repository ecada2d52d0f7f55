package org.polyvisor.cli;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.polyvisor.cli.session.EventLine;
import org.polyvisor.cli.terminal.ExitHook;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.phone.Phone;
import org.polyvisor.service.EventFile;
import org.polyvisor.service.PhonePlaces;
import org.polyvisor.service.PhoneService;
import org.polyvisor.service.PhoneSocket;
import org.polyvisor.service.client.PhoneClient;

/** What a phone has besides itself while it runs: its socket, its API and the file of its events. */
final class PhoneHost implements AutoCloseable {
    private static final String DEFAULT_NAME = "phone";

    private final Phone phone;
    private final EventFile events;
    private final @Nullable PhoneSocket socket;
    private final @Nullable PhoneService service;
    private final CountDownLatch down = new CountDownLatch(1);
    private final ExitHook leaveAtExit;
    private boolean closed;

    private PhoneHost(Phone phone, PhonePlaces places, @Nullable PhoneSocket socket) {
        this.phone = phone;
        this.socket = socket;
        service = socket == null ? null : new PhoneService(phone, socket, down::countDown);
        events = new EventFile(phone.events(), places.events(phone.name()));
        // However the process ends, its socket goes; a hook, since nothing else runs after SIGHUP and SIGTERM.
        leaveAtExit = ExitHook.install("leave the phone's place", this::close);
    }

    /**
     * Takes the phone's place among those that run.
     *
     * @param needsSocket whether it is of no use without: a phone in the background can't be reached otherwise
     * @throws ConfigurationException if a phone of that name runs
     */
    static PhoneHost open(Phone phone, PhonePlaces places, boolean needsSocket) {
        try {
            return new PhoneHost(phone, places, PhoneSocket.claim(places, phone.name()));
        } catch (ConfigurationException e) {
            if (needsSocket || e.getCause() == null) {
                throw e;
            }
            System.err.println("polyvisor: nobody can talk to this phone: " + e.getMessage());
            return new PhoneHost(phone, places, null);
        }
    }

    /** A name that no running phone has: phone, phone-2 and so on. */
    static String freeName(PhonePlaces places) {
        String name = DEFAULT_NAME;
        for (int i = 2; PhoneClient.isAlive(places.socket(name)); i++) {
            name = DEFAULT_NAME + "-" + i;
        }
        return name;
    }

    /** Starts the phone without a terminal and waits for somebody to end it; returns the exit status. */
    int awaitDown() {
        try {
            Thread.ofVirtual().name("event lines").start(this::tellEvents);
            phone.start();
            down.await();
            return ExitCodes.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCodes.FAILURE;
        }
    }

    private void tellEvents() {
        long last = 0;
        try {
            while (!phone.events().isClosed()) {
                for (var event : phone.events().awaitAfter(last, java.time.Duration.ofMinutes(1))) {
                    last = event.number();
                    System.out.println(EventLine.of(event));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Nullable
    Path socket() {
        return socket == null ? null : socket.path();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            // The place may be another phone's by now.
            return;
        }
        closed = true;
        phone.close();
        events.close();
        if (service != null) {
            service.close();
        }
        if (socket != null) {
            socket.close();
        }
        leaveAtExit.close();
    }
}
