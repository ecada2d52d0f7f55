package org.polyvisor.cli.terminal;

/** Something to do when the process is ended from outside, as by SIGTERM or SIGHUP, while this is open. */
public final class ExitHook implements AutoCloseable {
    private final Thread thread;

    private ExitHook(Thread thread) {
        this.thread = thread;
    }

    /** {@code task} runs on a thread of that name, beside all other hooks. */
    public static ExitHook install(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        Runtime.getRuntime().addShutdownHook(thread);
        return new ExitHook(thread);
    }

    /** Forgets the task, unless the process is ending already. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            System.getLogger(ExitHook.class.getName())
                    .log(System.Logger.Level.DEBUG, "the process is ending; the hook has run");
        }
    }
}
