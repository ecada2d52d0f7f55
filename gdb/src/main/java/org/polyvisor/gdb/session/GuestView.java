package org.polyvisor.gdb.session;

import org.polyvisor.arm.bus.PhysicalBus;
import org.polyvisor.arm.cpu.CodeStore;
import org.polyvisor.arm.cpu.Vcpu;
import org.polyvisor.arm.mmu.PageTableWalker;
import org.polyvisor.host.Memory;

/**
 * Guest memory at virtual addresses, by the translation that a vCPU has now. Permissions don't count; devices are not
 * there; the guest can't tell that anybody has looked: its TLBs and page tables stay as they are.
 */
final class GuestView {
    /** What {@link #translate} says of an address that leads nowhere. */
    static final long UNMAPPED = -1;

    private static final long PAGE_MASK = -PhysicalBus.PAGE_SIZE;

    private final PhysicalBus bus;
    private final PageTableWalker walker;

    GuestView(PhysicalBus bus) {
        this.bus = bus;
        walker = new PageTableWalker(bus);
    }

    /** The physical address, or {@link #UNMAPPED}. */
    long translate(Vcpu cpu, long va) {
        return walker.walk(cpu.registers(), va) == 0 ? walker.physical() : UNMAPPED;
    }

    /** The host address of a byte of RAM, or 0 where there is none. */
    private long host(Vcpu cpu, long va, boolean write) {
        long physical = translate(cpu, va);
        if (physical == UNMAPPED || write && !bus.isWritable(physical & PAGE_MASK)) {
            return 0;
        }
        long page = bus.ramPage(physical & PAGE_MASK);
        return page == 0 ? 0 : page + (physical & ~PAGE_MASK);
    }

    private static int leftInPage(long va) {
        return PhysicalBus.PAGE_SIZE - (int) (va & ~PAGE_MASK);
    }

    /** Reads bytes until the buffer is full or memory ends; returns how many. */
    int read(Vcpu cpu, long va, byte[] buffer) {
        int done = 0;
        while (done < buffer.length) {
            long host = host(cpu, va + done, false);
            if (host == 0) {
                return done;
            }
            int part = Math.min(buffer.length - done, leftInPage(va + done));
            for (int i = 0; i < part; i++) {
                buffer[done + i] = Memory.getByte(host + i);
            }
            done += part;
        }
        return done;
    }

    /** Writes all of the bytes, and has instructions made from them forgotten; false, and nothing written, if it can't. */
    boolean write(Vcpu cpu, long va, byte[] bytes) {
        for (int checked = 0; checked < bytes.length; checked += leftInPage(va + checked)) {
            if (host(cpu, va + checked, true) == 0) {
                return false;
            }
        }
        int done = 0;
        while (done < bytes.length) {
            long host = host(cpu, va + done, true);
            long physical = walker.physical();
            int part = Math.min(bytes.length - done, leftInPage(va + done));
            for (int i = 0; i < part; i++) {
                Memory.putByte(host + i, bytes[done + i]);
            }
            forget(cpu.cluster().code(), physical, part);
            done += part;
        }
        return true;
    }

    /** Whole words count: a byte of an instruction is the instruction. */
    private static void forget(CodeStore code, long physical, int bytes) {
        long first = physical & ~3L;
        code.invalidate(first, (physical + bytes + 3 & ~3L) - first);
    }
}
