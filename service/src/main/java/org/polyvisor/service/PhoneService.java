package org.polyvisor.service;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;
import org.polyvisor.hypervisor.phone.Phone;
import org.polyvisor.hypervisor.phone.PhoneEvent;
import org.polyvisor.hypervisor.phone.PhoneVm;
import org.polyvisor.service.api.Note;
import org.polyvisor.service.http.HttpException;
import org.polyvisor.service.http.HttpExchange;
import org.polyvisor.service.http.HttpRequest;
import org.polyvisor.service.http.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/** A phone's API: the requests that it answers, each with JSON. */
public final class PhoneService implements HttpServer.Handler, AutoCloseable {
    /** How long a guest may take to switch itself off if the client does not say. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    private static final Duration MAX_GRACE = Duration.ofMinutes(10);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
    private static final String JSON = "application/json";

    private final Phone phone;
    private final Runnable down;
    private final HttpServer server;
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean goingDown;

    /**
     * Serves a phone.
     *
     * @param down called, on another thread, when the phone's VMs have been stopped for good
     */
    public PhoneService(Phone phone, PhoneSocket socket, Runnable down) {
        this.phone = phone;
        this.down = down;
        server = HttpServer.start(socket.listener(), this);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException, HttpException, InterruptedException {
        HttpRequest request = exchange.request();
        List<String> path = request.path();
        if (!path.getFirst().equals("v1")) {
            throw unknown();
        }
        try {
            switch (path.size() > 1 ? path.get(1) : "") {
                case "phone" -> answer(exchange, only(path, 2, Views.phone(phone)));
                case "vms" -> vms(exchange, path);
                case "pcpus" -> pcpus(exchange, path);
                case "top" -> answer(exchange, only(path, 2, Views.top(phone)));
                case "events" -> events(exchange);
                case "down" -> down(exchange);
                default -> throw unknown();
            }
        } catch (ConfigurationException e) {
            throw new HttpException(409, String.valueOf(e.getMessage()));
        }
    }

    private static HttpException unknown() {
        return new HttpException(404, "nothing is there: see /v1/phone, /v1/vms, /v1/pcpus, /v1/top, /v1/events");
    }

    private static <T> T only(List<String> path, int size, T view) throws HttpException {
        if (path.size() != size) {
            throw unknown();
        }
        return view;
    }

    private void vms(HttpExchange exchange, List<String> path) throws IOException, HttpException, InterruptedException {
        if (path.size() == 2) {
            answer(exchange, Views.vms(phone));
            return;
        }
        PhoneVm vm = vm(path.get(2));
        if (path.size() == 3) {
            answer(exchange, Views.vm(vm));
            return;
        }
        String action = only(path, 4, path.get(3));
        if (action.equals("console")) {
            size(vm, exchange.request().query());
            ConsoleBridge.run(vm, exchange.upgrade(ConsoleBridge.PROTOCOL));
            return;
        }
        mustPost(exchange);
        answer(exchange, new Note(act(vm, action, exchange.request().query())));
    }

    private void pcpus(HttpExchange exchange, List<String> path) throws IOException, HttpException {
        if (path.size() == 2) {
            answer(exchange, Views.top(phone).pcpus());
            return;
        }
        mustPost(exchange);
        int number = (int) number(path.get(2), 0);
        switch (only(path, 4, path.get(3))) {
            case "park" -> {
                String rest = phone.park(number)
                        .map(took -> "; its vCPUs went on elsewhere after %d us".formatted(took.toNanos() / 1000))
                        .orElse(" already");
                answer(exchange, new Note("pCPU %d is parked%s".formatted(number, rest)));
            }
            case "unpark" -> {
                String rest = phone.unpark(number) ? "" : " already";
                answer(exchange, new Note("pCPU %d is on%s".formatted(number, rest)));
            }
            default -> throw unknown();
        }
    }

    private PhoneVm vm(String name) throws HttpException {
        try {
            return phone.vm(name);
        } catch (ConfigurationException e) {
            throw new HttpException(404, String.valueOf(e.getMessage()));
        }
    }

    private static String act(PhoneVm vm, String action, Map<String, String> query)
            throws HttpException, InterruptedException {
        return switch (action) {
            case "start" -> {
                vm.start();
                yield "%s starts".formatted(vm.name());
            }
            case "pause" -> {
                vm.pause();
                yield "%s is paused".formatted(vm.name());
            }
            case "resume" -> {
                vm.resume();
                yield "%s runs".formatted(vm.name());
            }
            case "power" -> {
                vm.pressPowerKey();
                yield "the power key of %s was pressed".formatted(vm.name());
            }
            case "size" -> {
                size(vm, query);
                yield "%s knows".formatted(vm.name());
            }
            case "stop" ->
                vm.stop(grace(query))
                        ? "%s is off".formatted(vm.name())
                        : query.containsKey("force")
                                ? "%s was ended at once".formatted(vm.name())
                                : "%s was ended at once: its guest has not switched it off in time"
                                        .formatted(vm.name());
            case "restart" -> {
                vm.restart(grace(query));
                yield "%s starts again".formatted(vm.name());
            }
            default ->
                throw new HttpException(
                        404,
                        "'%s' is nothing that a VM does: start, stop, restart, pause, resume, power".formatted(action));
        };
    }

    private static Duration grace(Map<String, String> query) throws HttpException {
        if (query.containsKey("force")) {
            return Duration.ZERO;
        }
        Duration grace = Duration.ofMillis(number(query.get("timeout"), DEFAULT_GRACE.toMillis()));
        if (grace.compareTo(MAX_GRACE) > 0) {
            throw new HttpException(400, "a timeout is given in milliseconds, at most " + MAX_GRACE.toMillis());
        }
        return grace;
    }

    private static void size(PhoneVm vm, Map<String, String> query) throws HttpException {
        int columns = (int) number(query.get("columns"), 0);
        int rows = (int) number(query.get("rows"), 0);
        if (columns > 0 && columns < 10_000 && rows > 0 && rows < 10_000) {
            vm.resizeConsole(columns, rows);
        }
    }

    private static long number(@Nullable String text, long otherwise) throws HttpException {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,12}")) {
            throw new HttpException(400, "'%s' is no number".formatted(text));
        }
        return Long.parseLong(text);
    }

    private void events(HttpExchange exchange) throws IOException, HttpException, InterruptedException {
        Map<String, String> query = exchange.request().query();
        long last = number(query.get("after"), 0);
        boolean follow = query.containsKey("follow");
        try (HttpExchange.Stream stream = exchange.stream("application/x-ndjson")) {
            List<PhoneEvent> events = phone.events().after(last);
            do {
                for (PhoneEvent event : events) {
                    stream.send(EventJson.line(event));
                    last = event.number();
                }
                if (follow) {
                    events = phone.events().awaitAfter(last, KEEP_ALIVE);
                    if (events.isEmpty()) {
                        // Shows whether the client is still there.
                        stream.send(new byte[] {'\n'});
                    }
                }
            } while (follow && !(events.isEmpty() && phone.events().isClosed()));
        }
    }

    private void down(HttpExchange exchange) throws IOException, HttpException, InterruptedException {
        mustPost(exchange);
        goingDown = true;
        phone.stop(grace(exchange.request().query()));
        try {
            answer(exchange, new Note("%s is off".formatted(phone.name())));
        } finally {
            answered.countDown();
            Thread.ofPlatform().name("down").start(down);
        }
    }

    private static void mustPost(HttpExchange exchange) throws HttpException {
        if (!exchange.request().method().equals("POST")) {
            throw new HttpException(405, "this changes something: use POST");
        }
    }

    private static void answer(HttpExchange exchange, Object view) throws IOException {
        exchange.respond(200, JSON, JsonMapper.shared().writeValueAsBytes(view));
    }

    @Override
    public void fail(HttpExchange exchange, int status, String message) throws IOException {
        exchange.respond(status, JSON, JsonMapper.shared().writeValueAsBytes(new Note(message)));
    }

    /** Ends all connections; a client that has ended the phone has got its answer then. */
    @Override
    public void close() {
        try {
            if (goingDown && !answered.await(2, TimeUnit.SECONDS)) {
                System.getLogger(PhoneService.class.getName()).log(System.Logger.Level.DEBUG, "no answer to down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
    }
}
