package org.polyvisor.arm.engines;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.CodeStore;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engine.BlockObserver;
import org.polyvisor.arm.engine.Engine;
import org.polyvisor.arm.engine.Sharing;
import org.polyvisor.arm.engine.Statistics;
import org.polyvisor.arm.interpreter.CodeSlots;
import org.polyvisor.arm.interpreter.Interpreter;
import org.polyvisor.arm.lockstep.Lockstep;
import org.polyvisor.arm.translator.BlockRunner;
import org.polyvisor.arm.translator.TranslatedCode;
import org.polyvisor.arm.translator.Translator;
import org.polyvisor.host.HostRefusedException;

/** Makes the engines of one VM's vCPUs, which share its code. */
public final class Engines implements AutoCloseable {
    private final EngineKind kind;
    private final CodeStore code;
    private final @Nullable TranslatedCode translated;
    private final Function<Vcpu, Engine> maker;
    private final List<Vcpu> cpus = new CopyOnWriteArrayList<>();

    private Engines(
            EngineKind kind, CodeStore code, @Nullable TranslatedCode translated, Function<Vcpu, Engine> maker) {
        this.kind = kind;
        this.code = code;
        this.translated = translated;
        this.maker = maker;
    }

    /**
     * Prepares engines of one kind.
     *
     * @param arena how long what they predecode lives
     * @throws HostRefusedException where the kind needs what the host does not grant
     */
    public static Engines of(EngineKind kind, Arena arena) throws HostRefusedException {
        if (kind == EngineKind.INTERPRETER) {
            return interpreters(arena);
        }
        if (kind == EngineKind.LOCKSTEP) {
            TranslatedCode code = BlockRunner.code();
            return new Engines(kind, code, code, cpu -> new Lockstep(arena, cpu, code));
        }
        TranslatedCode code = new TranslatedCode();
        return new Engines(kind, code, code, cpu -> new Translator(cpu, code));
    }

    /** Interpreters, which run anywhere. */
    public static Engines interpreters(Arena arena) {
        CodeSlots code = new CodeSlots(arena);
        return new Engines(EngineKind.INTERPRETER, code, null, cpu -> new Interpreter(cpu, code));
    }

    public EngineKind kind() {
        return kind;
    }

    /** Where the VM's code is, for its cluster of vCPUs. */
    public CodeStore code() {
        return code;
    }

    /**
     * The engine for a vCPU, whose cluster was made with {@link #code}.
     *
     * @throws IllegalStateException at the second vCPU in lockstep
     */
    public Engine create(Vcpu cpu) {
        if (kind == EngineKind.LOCKSTEP && !cpus.isEmpty()) {
            throw new IllegalStateException("lockstep takes one vCPU: what another does to memory can't be taken back");
        }
        cpus.add(cpu);
        return maker.apply(cpu);
    }

    /** Has {@code observer} told of every block that is translated from now on. */
    public void observe(BlockObserver observer) {
        if (translated != null) {
            translated.observe(observer);
        }
    }

    /**
     * Has {@code signal} called when there is guest code that has not been met and could be translated; where engines
     * don't translate, never.
     *
     * @param signal for a thread that calls {@link #translateAhead} until that is false; may neither wait nor take locks
     */
    public void watchAhead(Runnable signal) {
        if (translated != null) {
            translated.watchAhead(signal);
        }
    }

    /** How often a vCPU had to wait for code to be made before it could go on. Any thread. */
    public long demands() {
        return translated == null ? 0 : translated.demands();
    }

    /**
     * Translates some code before the guest meets it. Any thread.
     *
     * @param bus has the guest's memory
     * @return false where there is nothing to do for the present
     */
    public boolean translateAhead(PhysicalBus bus) {
        return translated != null && translated.translateAhead(bus);
    }

    /** What the engines have done so far. Any thread. */
    public Statistics statistics() {
        return (translated == null ? Statistics.NONE : translated.statistics()).with(Sharing.of(cpus));
    }

    /** Gives the memory of translated code back; what the guest still needs of it is translated again. Any thread. */
    public void trim() {
        if (translated != null) {
            translated.trim();
        }
    }

    /** To be called when no vCPU runs any more. */
    @Override
    public void close() {
        if (translated != null) {
            translated.close();
        }
    }
}
