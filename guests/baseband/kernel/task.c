// Tasks and the choice among them: the first of the ready list, which is in order of priority and, within one, of age.
#include "start.h"
#include "task.h"
#include "../lib/print.h"
#include "../lib/text.h"
#include "cpu.h"

#define MAX_TASKS 16
#define CANARY 0x5afe57ac5afe57acul
#define SPSR_EL1H 5 // with all interrupts unmasked

struct task *current;
static struct task tasks[MAX_TASKS];
static unsigned task_count;
static struct wait_list ready; // with the one that runs

extern u8 stack_bottom[], stack_top[];

void vectors_save(struct vectors *vectors);
void vectors_load(const struct vectors *vectors);

void list_insert(struct wait_list *list, struct task *task) {
    struct task **place = &list->first;
    while (*place && (*place)->priority >= task->priority) {
        place = &(*place)->next;
    }
    task->next = *place;
    *place = task;
}

void list_remove(struct wait_list *list, struct task *task) {
    struct task **place = &list->first;
    while (*place != task) {
        place = &(*place)->next;
    }
    *place = task->next;
    task->next = 0;
}

void task_change_priority(struct task *task, unsigned priority) {
    if (task->priority == priority) {
        return;
    }
    // A task that only sleeps is in no list.
    struct wait_list *list = task->waiting ? task->waiting : task->sleeping ? 0 : &ready;
    if (list) {
        list_remove(list, task);
    }
    task->priority = priority;
    if (list) {
        list_insert(list, task);
    }
}

static void task_end(void) {
    panic("task %s returned", current->name);
}

static void begin(struct task *task, const char *name, unsigned priority, unsigned flags, void *stack, size_t size) {
    task->name = name;
    task->priority = task->own_priority = priority;
    task->flags = flags;
    task->stack = stack;
    task->stack_size = size;
    *(u64 *)stack = CANARY;
}

void tasks_adopt(void) {
    current = &tasks[task_count++];
    begin(current, "main", PRIORITY_MAX, TASK_VECTORS, stack_bottom, (size_t)(stack_top - stack_bottom));
    WRITE_SYSTEM("cpacr_el1", 3ul << 20);
    barrier_instructions();
    for (u64 *word = (u64 *)stack_bottom; (uintptr_t)word + 512 < (uintptr_t)__builtin_frame_address(0); word++) {
        *word = CANARY; // as task_start does, below what is in use
    }
    current->since = counter();
    list_insert(&ready, current);
}

struct task *task_start(const char *name, unsigned priority, unsigned flags, void *stack, size_t stack_size,
                        void (*body)(void *), void *argument) {
    if (task_count == MAX_TASKS || priority > PRIORITY_MAX) {
        panic("cannot start task %s", name);
    }
    for (size_t i = 0; i < stack_size / 8; i++) {
        ((u64 *)stack)[i] = CANARY; // all of it, to see later how much was used
    }
    u64 masked = irq_mask();
    struct task *task = &tasks[task_count++];
    begin(task, name, priority, flags, stack, stack_size);
    struct frame *frame = (struct frame *)((u8 *)stack + stack_size) - 1;
    memset(frame, 0, sizeof *frame);
    frame->x[0] = (u64)argument;
    frame->x[30] = (u64)task_end;
    frame->elr = (u64)body;
    frame->spsr = SPSR_EL1H;
    task->frame = frame;
    list_insert(&ready, task);
    task_yield_if_needed();
    irq_restore(masked);
    return task;
}

struct task *task_self(void) {
    return current;
}

void task_set_priority(unsigned priority) {
    u64 masked = irq_mask();
    current->own_priority = priority;
    task_change_priority(current, priority);
    task_yield_if_needed();
    irq_restore(masked);
}

u64 task_time(const struct task *task) {
    u64 masked = irq_mask();
    u64 time = task->time + (task == current ? counter() - task->since : 0);
    irq_restore(masked);
    return time;
}

void task_yield_if_needed(void) {
    if (!in_interrupt && ready.first != current) {
        __asm__ volatile("svc #0" ::: "memory");
    }
}

bool task_wait(struct wait_list *list, u64 deadline) {
    struct task *self = current;
    if (in_interrupt) {
        panic("an interrupt handler waits");
    }
    if (deadline != FOREVER && counter() >= deadline) {
        return false;
    }
    list_remove(&ready, self);
    self->timed_out = false;
    if (list) {
        list_insert(list, self);
        self->waiting = list;
    }
    if (deadline != FOREVER) {
        self->wake = deadline;
        sleepers_insert(self);
    }
    __asm__ volatile("svc #0" ::: "memory");
    return !self->timed_out;
}

void task_wake(struct task *task) {
    if (task->waiting) {
        list_remove(task->waiting, task);
        task->waiting = 0;
    }
    if (task->sleeping) {
        sleepers_remove(task);
    }
    list_insert(&ready, task);
}

void sleep_until(u64 when) {
    u64 masked = irq_mask();
    task_wait(0, when);
    irq_restore(masked);
}

void stack_check(const struct task *task) {
    if (*(u64 *)task->stack != CANARY || (u8 *)task->frame < task->stack) {
        panic("stack of task %s overflowed", task->name);
    }
}

// The task that was stopped at frame gives way to the first that is ready; returns that one's frame.
struct frame *task_switch(struct frame *frame) {
    struct task *next = ready.first;
    if (next == current) {
        return frame;
    }
    struct task *before = current;
    before->frame = frame;
    stack_check(before);
    u64 now = counter();
    before->time += now - before->since;
    if (before->flags & TASK_VECTORS) {
        vectors_save(&before->vectors);
    }
    current = next;
    next->since = now;
    if ((before->flags ^ next->flags) & TASK_VECTORS) {
        WRITE_SYSTEM("cpacr_el1", next->flags & TASK_VECTORS ? 3ul << 20 : 0);
        barrier_instructions();
    }
    if (next->flags & TASK_VECTORS) {
        vectors_load(&next->vectors);
    }
    return next->frame;
}

void tasks_print(void) {
    for (unsigned i = 0; i < task_count; i++) {
        struct task *task = &tasks[i];
        size_t unused = 0;
        while (unused < task->stack_size / 8 && ((u64 *)task->stack)[unused] == CANARY) {
            unused++;
        }
        print("task: name=%s priority=%u cpu_ms=%lu stack=%lu unused=%lu\n", task->name, task->own_priority,
              ns_of_counter(task_time(task)) / 1000000, task->stack_size, unused * 8);
    }
}
