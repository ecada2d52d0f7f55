// Time: the virtual counter, the list of sleepers, and the virtual timer, which either ticks at a fixed rate or is set to
// the first sleeper's time and else is off.
#include "cpu.h"
#include "start.h"
#include "task.h"

#define TIMER_ON 1
#define NS_PER_SECOND 1000000000ul

static struct task *sleepers; // by time
static u64 tick_ticks;        // counter ticks in a tick of ours, or 0 without them
static u64 next_tick;

u64 counter_hertz(void) {
    return READ_SYSTEM("cntfrq_el0");
}

// Split so that nothing overflows before 584 years have gone.
u64 ns_of_counter(u64 ticks) {
    u64 hertz = counter_hertz();
    return ticks / hertz * NS_PER_SECOND + ticks % hertz * NS_PER_SECOND / hertz;
}

u64 counter_of_ns(u64 ns) {
    u64 hertz = counter_hertz();
    return ns / NS_PER_SECOND * hertz + ns % NS_PER_SECOND * hertz / NS_PER_SECOND;
}

u64 deadline_in_ms(u64 ms) {
    return counter() + counter_of_ns(ms * 1000000);
}

static void program(void) {
    if (tick_ticks != 0) {
        return;
    }
    if (sleepers) {
        WRITE_SYSTEM("cntv_cval_el0", sleepers->wake);
        WRITE_SYSTEM("cntv_ctl_el0", TIMER_ON);
    } else {
        WRITE_SYSTEM("cntv_ctl_el0", 0);
    }
    barrier_instructions();
}

void sleepers_insert(struct task *task) {
    struct task **place = &sleepers;
    while (*place && (*place)->wake <= task->wake) {
        place = &(*place)->next_sleeper;
    }
    task->next_sleeper = *place;
    *place = task;
    task->sleeping = true;
    if (sleepers == task) {
        program();
    }
}

void sleepers_remove(struct task *task) {
    struct task **place = &sleepers;
    bool first = sleepers == task;
    while (*place != task) {
        place = &(*place)->next_sleeper;
    }
    *place = task->next_sleeper;
    task->sleeping = false;
    if (first) {
        program();
    }
}

static void expired(void *unused) {
    (void)unused;
    u64 now = counter();
    while (sleepers && sleepers->wake <= now) {
        struct task *task = sleepers;
        sleepers = task->next_sleeper;
        task->sleeping = false;
        task->timed_out = true;
        task_wake(task);
    }
    if (tick_ticks != 0) {
        while (next_tick <= now) {
            next_tick += tick_ticks;
        }
        WRITE_SYSTEM("cntv_cval_el0", next_tick);
        barrier_instructions();
    } else {
        program();
    }
}

void timer_start(unsigned intid, u32 tick_hertz) {
    irq_handle(intid, false, expired, 0);
    WRITE_SYSTEM("cntv_ctl_el0", 0);
    if (tick_hertz != 0) {
        tick_ticks = counter_hertz() / tick_hertz;
        next_tick = counter() + tick_ticks;
        WRITE_SYSTEM("cntv_cval_el0", next_tick);
        WRITE_SYSTEM("cntv_ctl_el0", TIMER_ON);
    }
    barrier_instructions();
}

u64 tick_at_or_after(u64 when) {
    u64 tick = next_tick;
    while (tick_ticks != 0 && tick < when) {
        tick += tick_ticks;
    }
    return tick_ticks != 0 ? tick : when;
}
