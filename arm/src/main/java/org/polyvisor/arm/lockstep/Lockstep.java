package org.polyvisor.arm.lockstep;

import java.lang.foreign.Arena;
import org.polyvisor.arm.cpu.CpuState;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.engine.EngineLoop;
import org.polyvisor.arm.engine.LockstepDifference;
import org.polyvisor.arm.exception.ExceptionEntry;
import org.polyvisor.arm.exception.GuestException;
import org.polyvisor.arm.mmu.AccessLog;
import org.polyvisor.arm.translator.BlockRunner;
import org.polyvisor.arm.translator.TranslatedCode;
import org.polyvisor.host.Memory;

/**
 * The engine that proves the translator: each block is executed by the interpreter's instructions, taken back, executed
 * again as translated code, and both must have done the same to registers and memory.
 *
 * <p>Instructions that cannot be taken back are executed once, the interpreter's way: system instructions that act on
 * more than registers and memory, accesses to devices, what raises exceptions on purpose. Blocks do not go on to each
 * other here, so how they are joined, and how code is forgotten, is not proved.
 *
 * <p>Translated code may leave old flags behind where the code that follows sets them before it reads them; that is no
 * difference. Devices write to memory meanwhile: a difference counts if it shows in {@link #ATTEMPTS} attempts.
 */
public final class Lockstep extends EngineLoop {
    private static final int ATTEMPTS = 3;

    private final BlockRunner blocks;
    private final Registers before = new Registers();
    private final Registers expected = new Registers();
    private final Registers found = new Registers();
    private final StoredPages pages;
    private boolean trying;
    private long compared;

    /** How many instructions of the block the interpreter completed. */
    private int completed;

    /** {@code cpu} must be its cluster's only one; the cluster was made with {@code code}, from {@link BlockRunner}. */
    public Lockstep(Arena arena, Vcpu cpu, TranslatedCode code) {
        super(cpu);
        blocks = new BlockRunner(cpu, code);
        pages = new StoredPages(arena);
        cpu.mmu().setLog(new AccessLog() {
            @Override
            public void stores(long hostPage) {
                if (trying) {
                    pages.add(hostPage);
                }
            }

            @Override
            public void leavesRam() {
                if (trying) {
                    throw NotRam.INSTANCE;
                }
            }
        });
    }

    /** How many guest instructions were executed both ways. */
    public long compared() {
        return compared;
    }

    @Override
    protected void runUntilPending() {
        try {
            do {
                int limit = BlockRunner.LIMIT;
                while (limit > 0) {
                    limit = executeBlock(limit);
                }
                if (limit == 0) {
                    executeGenerally();
                }
            } while (Memory.getLongOpaque(base + CpuState.PENDING) == 0 && !needsSteps() && !isCovered());
        } catch (GuestException e) {
            ExceptionEntry.synchronous(cpu, e, cpu.pc());
        }
    }

    /**
     * Executes a block both ways.
     *
     * @return -1; or, if nothing was executed, how long a block may be instead, 0 for none at all
     */
    private int executeBlock(int limit) {
        if (!blocks.prepare(codeEntry(cpu.pc()), limit)) {
            return 0;
        }
        before.take(state);
        int most = blocks.length();
        for (int attempt = 1; ; attempt++) {
            boolean whole = interpret(most);
            boolean selfModifying = !blocks.isCurrent();
            if (whole && selfModifying) {
                // Which instructions it consists of is open until the guest says that it has changed them.
                pages.commit();
                return finish();
            }
            pages.takeBack();
            before.put(state);
            if (!whole) {
                pages.commit();
                return completed;
            }
            boolean early = translate();
            if (found.matches(expected, flagsCount()) && pages.match()) {
                pages.commit();
                expected.put(state);
                compared += Math.max(completed, 1);
                return finish();
            }
            if (attempt == ATTEMPTS && !early) {
                throw difference();
            }
            pages.takeBackAll();
            before.put(state);
            if (early) {
                most = (int) (found.pc() - before.pc() >> 2);
            }
        }
    }

    private int finish() {
        if (expected.raised()) {
            throw expected.exception(cpu);
        }
        return -1;
    }

    private boolean flagsCount() {
        return !blocks.areFlagsDead(expected.pc());
    }

    /** The reference: false where an instruction can't be taken back, before which {@link #completed} can. */
    private boolean interpret(int most) {
        cpu.mmu().forgetStores();
        pages.begin();
        trying = true;
        completed = 0;
        expected.clearException();
        try {
            long first = cpu.pc();
            while (completed < most && blocks.isCurrent(completed)) {
                execute(blocks.row(completed), blocks.word(completed));
                completed++;
                if (cpu.pc() != first + completed * 4L || needsSteps()) {
                    break;
                }
            }
        } catch (NotRam e) {
            return false;
        } catch (GuestException e) {
            expected.takeException(e);
        } finally {
            trying = false;
        }
        expected.take(state);
        pages.expect();
        return true;
    }

    /** True if it ended early, but rightly so, if everything else is right. */
    private boolean translate() {
        trying = true;
        boolean left = false;
        found.clearException();
        try {
            left = blocks.run();
        } catch (NotRam e) {
            found.takeDeviceAccess();
        } catch (GuestException e) {
            found.takeException(e);
        } finally {
            trying = false;
        }
        found.take(state);
        long done = found.pc() - before.pc() >> 2;
        return left && done > 0 && done < completed;
    }

    private LockstepDifference difference() {
        StringBuilder head = new StringBuilder();
        head.append("interpreter and translator differ in the block at pc %016x of vCPU %d, after %d instructions\n"
                .formatted(before.pc(), cpu.index(), compared));
        head.append("the interpreter completed %d of its %d instructions\n".formatted(completed, blocks.length()));
        head.append("\ndifferences (interpreter, translator):\n");
        found.describeDifferences(expected, flagsCount(), head);
        pages.describeDifferences(head);
        head.append("\nblock: offset in page, word, instruction; micro-operations; host code\n");
        String tail = "\nbefore:\n" + before + "\nafter, interpreter:\n" + expected + "\nafter, translator:\n" + found;
        return new LockstepDifference(head.toString(), blocks.listing(), tail);
    }

    /** An instruction is about to access something that is not RAM. */
    private static final class NotRam extends RuntimeException {
        static final NotRam INSTANCE = new NotRam();
        private static final long serialVersionUID = 1;

        private NotRam() {
            super(null, null, false, false);
        }
    }
}
