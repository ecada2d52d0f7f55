package org.polyvisor.arm.translator;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.CodeStore;
import org.polyvisor.arm.engine.BlockObserver;
import org.polyvisor.arm.engine.Listing;
import org.polyvisor.arm.engine.Sharing;
import org.polyvisor.arm.engine.Statistics;
import org.polyvisor.arm.mmu.PageSlots;
import org.polyvisor.codegen.ir.Backend;
import org.polyvisor.codegen.ir.MicroBlock;
import org.polyvisor.host.HostRefusedException;
import org.polyvisor.host.Memory;

/**
 * The host code of a VM's guest, shared by its vCPUs. Each physical page that was executed has one slot for each of its
 * instructions: the address of the block that begins there, or of a stub that returns to the engine.
 *
 * <p>Blocks jump to other blocks of their page directly where these exist, and through slots where they don't yet. To
 * forget a block, its slot is reset and its first instruction becomes a jump through the slot; so whoever still jumps to
 * it gets to what has taken its place. Memory comes back only when all of it is given back at once.
 */
public final class TranslatedCode implements CodeStore, AutoCloseable {
    private static final int SLOTS = PhysicalBus.PAGE_SIZE / 4;
    static final int SLOT_BYTES = 8;

    /** How many places that need no block are looked at before the lock is let go of. */
    private static final int LOOKS = 64;

    /** Of the exception vectors that VBAR_EL1 names (DDI 0487, D1.3.1). */
    static final int VECTORS_BYTES = 0x800;

    private static final int VECTOR_BYTES = 0x80;
    private static final int PAGE_BYTES = SLOTS * SLOT_BYTES;
    private static final int PAGE_LIMIT = 8192;
    private static final long CODE_BYTES = 96L << 20;

    /** For {@link SingleBlock}s, which are kept elsewhere than in slots. */
    private static final long SINGLE_BYTES = 64L << 20;

    private final HostCode host;
    private final Backend backend;
    private final Arena arena = Arena.ofShared();
    private final CodeMarks marks = new CodeMarks(arena);
    private final FrontEnd front = new FrontEnd(marks);
    private final PageSlots slots = new PageSlots();
    private final int pageLimit;
    private final VisitCounts visits;
    private final Reliance reliance;
    private final Prospects prospects = new Prospects();
    private @Nullable Runnable ahead;
    private final AtomicLong demands = new AtomicLong();
    private int pages;
    private volatile boolean full;

    /** Whether the host is to have the memory of what is forgotten back. */
    private boolean trimming;

    private long epoch;
    private final WaitingLinks waiting = new WaitingLinks();
    private final List<Counters> counters = new CopyOnWriteArrayList<>();
    private long invalidated;

    /**
     * Maps the memory.
     *
     * @throws HostRefusedException where the host has no executable memory for us
     */
    public TranslatedCode() throws HostRefusedException {
        this(CODE_BYTES, PAGE_LIMIT, true, VisitCounts.usualLimit(), UnaryOperator.identity());
    }

    /**
     * Maps the memory.
     *
     * @param codeBytes how much host code there can be before all of it is made anew
     * @param pageLimit how many pages of the guest can have some
     * @param chains whether blocks go on to the next by themselves
     * @throws HostRefusedException where the host has no executable memory for us
     */
    TranslatedCode(long codeBytes, int pageLimit, boolean chains) throws HostRefusedException {
        this(codeBytes, pageLimit, chains, 0, UnaryOperator.identity());
    }

    /**
     * The same with code that is interpreted first, and with a back end that is not as it should be, for tests.
     *
     * @param visits how often code is interpreted before it is translated, 0 to {@link VisitCounts#MAX}
     * @param spoil makes the back end of the right one
     */
    TranslatedCode(long codeBytes, int pageLimit, boolean chains, int visits, UnaryOperator<Backend> spoil)
            throws HostRefusedException {
        this.pageLimit = pageLimit;
        host = new HostCode(codeBytes, (long) pageLimit * (PAGE_BYTES + SLOTS), chains, spoil);
        backend = host.backend();
        this.visits = new VisitCounts(host.data(), host.data() + (long) pageLimit * PAGE_BYTES, visits);
        reliance = new Reliance(host.data(), PAGE_BYTES, this.visits);
    }

    /** Has {@code observer} told of every block made from now on. */
    public synchronized void observe(BlockObserver observer) {
        host.observe(observer);
    }

    /** Counters for one more vCPU. */
    Counters counters() {
        Counters added = new Counters();
        counters.add(added);
        return added;
    }

    /** The guest's instruction that the host code at an address came from. */
    synchronized BlockTable.@Nullable Place find(long address) {
        return host.find(address);
    }

    /**
     * Tells the guest's instructions that the block whose host code an address is in was made from, up to one of them.
     *
     * @param end offset in the page of the first that is left out
     * @param into takes the words, {@link FrontEnd#LIMIT} at most
     * @return how many there are
     */
    synchronized int wordsBefore(long address, int end, int[] into) {
        return host.wordsBefore(address, end, into);
    }

    /** Where the function that runs generated code is. */
    long entry() {
        return backend.entry();
    }

    /** Whether {@code code} only says that nothing has been translated at {@code offset}. */
    boolean isNotTranslated(long code, int offset) {
        return code == backend.notTranslated(offset);
    }

    /**
     * Whether the code at {@code offset} of a page, which has not been translated, has been met too few times to be worth
     * it. Counts this time.
     *
     * @param first the page's slots
     */
    boolean isCold(long first, int offset) {
        return visits.isCold(first + offset * 2L);
    }

    @Override
    public long slotsOf(long physicalPage) {
        long known = slots.of(physicalPage);
        if (known != 0 && !full) {
            return known;
        }
        demands.incrementAndGet();
        return allocate(physicalPage);
    }

    private synchronized long allocate(long physicalPage) {
        if (full) {
            return 0;
        }
        long known = slots.of(physicalPage);
        if (known != 0) {
            return known;
        }
        if (pages == pageLimit) {
            full = true;
            return 0;
        }
        long first = host.data() + (long) pages * PAGE_BYTES;
        for (int i = 0; i < SLOTS; i++) {
            long slot = first + (long) i * SLOT_BYTES;
            Memory.putLong(slot, backend.notTranslated(i * 4));
            visits.clear(slot);
        }
        pages++;
        marks.set(physicalPage);
        slots.put(physicalPage, first);
        prospects.open(physicalPage);
        signalAhead();
        return first;
    }

    /**
     * The block for the instruction at {@code offset} of a page, made if need be.
     *
     * @param physicalPage the guest's page
     * @param page where the page is
     * @param first the page's slots
     * @param cached whether the guest has its instructions cached, and so tells whenever it changes any
     * @return the block's address, or 0 where there is no room left
     */
    long translate(long physicalPage, long page, long first, int offset, boolean cached) {
        // Before the lock: whoever translates ahead is to let go of it.
        demands.incrementAndGet();
        return demand(physicalPage, page, first, offset, cached);
    }

    private synchronized long demand(long physicalPage, long page, long first, int offset, boolean cached) {
        if (full || slots.of(physicalPage) != first) {
            return 0;
        }
        long slot = first + offset * 2L;
        long known = Memory.getLong(slot);
        if (!isNotTranslated(known, offset)) {
            return known;
        }
        MicroBlock block = front.translate(page, offset, FrontEnd.LIMIT);
        long origin = place(block, physicalPage, first, slot);
        if (ahead != null && cached && origin != 0) {
            prospects.met(block, physicalPage);
            signalAhead();
        }
        return origin;
    }

    /** Puts a block where its page's slot says and others jump to; its address, or 0 where there is no room left. */
    private long place(MicroBlock block, long physicalPage, long first, long slot) {
        long origin = emit(block, first, physicalPage);
        if (origin != 0) {
            reliance.add(first, front.relied());
            Memory.putLongVolatile(slot, origin);
            for (int link = waiting.take(slot); link >= 0; link = waiting.next(link)) {
                host.lead(waiting.address(link), origin);
            }
            linkFrom(origin, first);
        }
        return origin;
    }

    /**
     * Has {@code signal} called when there is something for {@link #translateAhead}: on any thread, which then has this
     * object's lock, so it may not take others.
     */
    public synchronized void watchAhead(Runnable signal) {
        ahead = signal;
    }

    /** The guest has met an exception vector: it is as likely to get to the others, which begin at that address. */
    synchronized void expectVectors(long physical) {
        if (ahead != null) {
            for (int vector = 0; vector < VECTORS_BYTES; vector += VECTOR_BYTES) {
                prospects.add(physical + vector);
            }
            signalAhead();
        }
    }

    private void signalAhead() {
        Runnable signal = ahead;
        if (signal != null && hasRoomAhead() && prospects.begins()) {
            signal.run();
        }
    }

    /** How often a vCPU had to have something made before it could go on. Any thread; does not wait. */
    public long demands() {
        return demands.get();
    }

    /**
     * Makes a block that the guest has not met and may get to, or looks at some places that turn out to need none. Any
     * thread; has the lock meanwhile, which vCPUs wait for that need a block.
     *
     * @param bus has the guest's memory
     * @return false where there is nothing to do for the present
     */
    public synchronized boolean translateAhead(PhysicalBus bus) {
        boolean more = false;
        try {
            more = lookAhead(bus);
        } finally {
            if (!more) {
                prospects.rest();
            }
        }
        return more;
    }

    private boolean lookAhead(PhysicalBus bus) {
        for (int looked = 0; looked < LOOKS; looked++) {
            if (ahead == null || !hasRoomAhead() || !prospects.next()) {
                return false;
            }
            long physicalPage = prospects.address() & -PhysicalBus.PAGE_SIZE;
            long page = bus.ramPage(physicalPage);
            if (page != 0 && makeAhead(physicalPage, page, (int) (prospects.address() & PhysicalBus.PAGE_SIZE - 1))) {
                return true;
            }
        }
        return true;
    }

    /** Makes the block at an offset of a page if that is executed and has none there. */
    private boolean makeAhead(long physicalPage, long page, int offset) {
        long first = slots.of(physicalPage);
        if (first == 0) {
            prospects.putOff();
            return false;
        }
        long slot = first + offset * 2L;
        if (!isNotTranslated(Memory.getLong(slot), offset)) {
            return false;
        }
        MicroBlock block = front.translate(page, offset, FrontEnd.LIMIT);
        if (place(block, physicalPage, first, slot) == 0) {
            return false;
        }
        prospects.made(block, physicalPage);
        return true;
    }

    /** What the guest may never need is no reason to forget what it does need. */
    private boolean hasRoomAhead() {
        return !full && host.isRoomy();
    }

    /** Has the jumps of the block just made lead to blocks directly, or wait for these. */
    private void linkFrom(long origin, long first) {
        for (int i = 0; i < backend.links(); i++) {
            int target = backend.linkTarget(i);
            long slot = first + target * 2L;
            long address = origin + backend.linkOffset(i);
            long code = Memory.getLong(slot);
            if (isNotTranslated(code, target)) {
                waiting.add(slot, address);
            } else {
                host.lead(address, code);
            }
        }
    }

    /** Code for single blocks, each of which returns to the engine at its end. */
    static TranslatedCode ofSingleBlocks() throws HostRefusedException {
        return new TranslatedCode(SINGLE_BYTES, PAGE_LIMIT, false);
    }

    /**
     * A block that no other jumps to.
     *
     * @param physicalPage the guest's page
     * @param page where the guest's page is
     * @param first the page's slots
     * @param limit at most so many instructions
     * @return null where there is no room left
     */
    synchronized @Nullable SingleBlock single(long physicalPage, long page, long first, int offset, int limit) {
        MicroBlock block = front.translate(page, offset, limit);
        int count = SingleBlock.comparable(block);
        if (count == 0) {
            return SingleBlock.NONE;
        }
        if (count < block.instructions()) {
            block = front.translate(page, offset, count);
        }
        long origin = emit(block, first, physicalPage);
        return origin == 0 ? null : SingleBlock.of(block, front.relied(), page, origin);
    }

    /** What a single block is made of; the guest's memory may hold something else by now. */
    synchronized Listing list(SingleBlock single, long page, long first, int offset) {
        try (Arena arena = Arena.ofConfined()) {
            long copy = Memory.allocate(arena, PhysicalBus.PAGE_SIZE, PhysicalBus.PAGE_SIZE);
            Memory.segment(copy, PhysicalBus.PAGE_SIZE).copyFrom(Memory.segment(page, PhysicalBus.PAGE_SIZE));
            for (int i = 0; i < single.words().length; i++) {
                Memory.putInt(copy + offset + i * 4L, single.words()[i]);
            }
            MicroBlock block = front.translate(copy, offset, single.words().length);
            return BlockListing.of(block, backend, backend.compile(block, single.origin(), first));
        }
    }

    /** Puts code for a block at the end of what there is; 0 where there is no room. */
    private long emit(MicroBlock block, long first, long physicalPage) {
        long origin = host.emit(block, first, physicalPage);
        if (origin == 0) {
            full = true;
        }
        return origin;
    }

    /**
     * Has everything forgotten as soon as a vCPU runs, so that its memory goes back to the host. The guest goes on with
     * what it needs, translated anew. Any thread.
     */
    public synchronized void trim() {
        full = true;
        trimming = true;
    }

    /** Whether everything is to be forgotten before more code runs. */
    boolean isFull() {
        return full;
    }

    @Override
    public synchronized long beginRecycling() {
        // Other vCPUs execute what there is until they hear of it, so it can still be invalidated.
        return full ? epoch : -1;
    }

    @Override
    public synchronized void finishRecycling(long ticket) {
        if (ticket == epoch) {
            slots.clear();
            pages = 0;
            host.clear(trimming);
            trimming = false;
            full = false;
            reliance.clear();
            waiting.clear();
            marks.clear();
            prospects.clear();
            epoch++;
        }
    }

    @Override
    public synchronized void invalidate(long physical, long bytes) {
        long first = slots.of(physical);
        if (first != 0) {
            int from = (int) (physical & PhysicalBus.PAGE_SIZE - 1) >>> 2;
            int to = (int) Math.min(SLOTS, from + (bytes + 3 >>> 2));
            reliance.forgetVisits(first, from, to);
            if (reliance.includes(first, from, to)) {
                forgetPage(first);
                return;
            }
            // Blocks that begin before may reach into it.
            forget(first, Math.max(0, from - FrontEnd.LIMIT), to);
        }
    }

    private void forgetPage(long first) {
        reliance.forget(first);
        forget(first, 0, SLOTS);
    }

    private void forget(long first, int from, int to) {
        for (int i = from; i < to; i++) {
            long slot = first + (long) i * SLOT_BYTES;
            long code = Memory.getLong(slot);
            if (!isNotTranslated(code, i * 4)) {
                invalidated++;
                Memory.putLongVolatile(slot, backend.notTranslated(i * 4));
                host.redirect(code, slot);
            }
        }
    }

    @Override
    public long quadSwap() {
        return backend.quadSwap();
    }

    @Override
    public synchronized void invalidateAll() {
        prospects.forget();
        slots.forEach(this::forgetPage);
    }

    /** How often everything was forgotten for want of room. */
    synchronized long epoch() {
        return epoch;
    }

    /** What there was to do so far. */
    public synchronized Statistics statistics() {
        Map<String, Long> exits = Counters.empty();
        Map<String, Long> helped = Counters.empty();
        for (Counters one : counters) {
            one.addExits(exits);
            one.addHelped(helped);
        }
        return new Statistics(
                host.blocks(),
                host.instructions(),
                host.bytes(),
                host.bytesInUse(),
                pages,
                invalidated,
                epoch,
                counters.stream().mapToLong(Counters::interpreted).sum(),
                exits,
                helped,
                Sharing.NONE);
    }

    /** To be called when no vCPU runs any more. */
    @Override
    public synchronized void close() {
        ahead = null;
        host.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
