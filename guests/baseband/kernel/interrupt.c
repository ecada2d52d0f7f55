// Interrupts and other exceptions: the GICv3 (Arm IHI 0069) with all interrupts in group 1, at one priority.
#include "cpu.h"
#include "start.h"
#include "task.h"

#define MAX_INTID 256
#define SPURIOUS 1020

#define GICD_CTLR 0x0
#define GICD_IGROUPR 0x80
#define GICD_ISENABLER 0x100
#define GICD_IPRIORITYR 0x400
#define GICD_ICFGR 0xc00
#define GICD_IROUTER 0x6000
#define GICR_WAKER 0x14
#define GICR_SGI 0x10000 // the redistributor's second frame, for INTIDs below 32
#define WAKER_SLEEP 2
#define WAKER_ASLEEP 4
#define CTLR_AFFINITY 0x10
#define CTLR_GROUP_1 0x2
#define PRIORITY 0xa0a0a0a0u

#define EC_VECTORS 0x07
#define EC_SVC 0x15

static struct {
    void (*handler)(void *);
    void *argument;
} handlers[MAX_INTID];

static uintptr_t distributor, redistributor;
bool in_interrupt;

void gic_start(uintptr_t distributor_base, uintptr_t redistributor_base) {
    distributor = distributor_base;
    redistributor = redistributor_base;
    write32(distributor + GICD_CTLR, CTLR_AFFINITY);
    write32(distributor + GICD_CTLR, CTLR_AFFINITY | CTLR_GROUP_1);
    write32(redistributor + GICR_WAKER, read32(redistributor + GICR_WAKER) & ~(u32)WAKER_SLEEP);
    while (read32(redistributor + GICR_WAKER) & WAKER_ASLEEP) {
    }
    WRITE_SYSTEM("S3_0_C12_C12_5", 1); // ICC_SRE_EL1
    barrier_instructions();
    WRITE_SYSTEM("S3_0_C4_C6_0", 0xff); // ICC_PMR_EL1
    WRITE_SYSTEM("S3_0_C12_C12_7", 1);  // ICC_IGRPEN1_EL1
    barrier_instructions();
}

void irq_handle(unsigned intid, bool edge, void (*handler)(void *), void *argument) {
    if (intid >= MAX_INTID) {
        panic("interrupt %u is out of range", intid);
    }
    u64 masked = irq_mask();
    handlers[intid].handler = handler;
    handlers[intid].argument = argument;
    uintptr_t base = intid < 32 ? redistributor + GICR_SGI : distributor;
    uintptr_t word = intid / 32 * 4;
    u32 bit = 1u << intid % 32;
    write32(base + GICD_IGROUPR + word, read32(base + GICD_IGROUPR + word) | bit);
    write32(base + GICD_IPRIORITYR + intid / 4 * 4, PRIORITY);
    if (intid >= 32) {
        uintptr_t config = base + GICD_ICFGR + intid / 16 * 4;
        u32 two = 2u << intid % 16 * 2;
        write32(config, (read32(config) & ~two) | (edge ? two : 0));
        u64 here = READ_SYSTEM("mpidr_el1") & 0xff00fffffful;
        write32(distributor + GICD_IROUTER + intid * 8, (u32)here);
        write32(distributor + GICD_IROUTER + intid * 8 + 4, (u32)(here >> 32));
    }
    write32(base + GICD_ISENABLER + word, bit);
    irq_restore(masked);
}

struct frame *kernel_interrupt(struct frame *frame) {
    in_interrupt = true;
    for (;;) {
        u64 intid = READ_SYSTEM("S3_0_C12_C12_0"); // ICC_IAR1_EL1
        barrier_memory();
        if (intid >= SPURIOUS) {
            break;
        }
        if (intid < MAX_INTID && handlers[intid].handler) {
            handlers[intid].handler(handlers[intid].argument);
        }
        WRITE_SYSTEM("S3_0_C12_C12_1", intid); // ICC_EOIR1_EL1
        barrier_instructions();
    }
    in_interrupt = false;
    return task_switch(frame);
}

static void __attribute__((noreturn)) fault(const char *what, const struct frame *frame) {
    panic("%s in %s: esr=0x%lx elr=0x%lx far=0x%lx sp=0x%lx lr=0x%lx", what, current ? current->name : "boot",
          READ_SYSTEM("esr_el1"), frame->elr, READ_SYSTEM("far_el1"), (u64)(frame + 1), frame->x[30]);
}

struct frame *kernel_synchronous(struct frame *frame) {
    u64 class = READ_SYSTEM("esr_el1") >> 26 & 0x3f;
    if (class == EC_SVC) {
        return task_switch(frame);
    }
    fault(class == EC_VECTORS ? "vectors used by a task without" : "exception", frame);
}

void kernel_unexpected(struct frame *frame) {
    fault("unexpected exception", frame);
}
