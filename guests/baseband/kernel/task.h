// What the parts of the operating system share and tasks do not see.
#pragma once
#include "kernel.h"

// A stopped task's registers, as kernel/vectors.S stores them.
struct frame {
    u64 x[31];
    u64 elr, spsr, unused;
};

_Static_assert(sizeof(struct frame) == 272, "kernel/vectors.S knows the size");

struct vectors {
    u8 registers[512];
    u64 fpcr, fpsr;
} __attribute__((aligned(16)));

struct task {
    const char *name;
    struct frame *frame; // while it does not run
    unsigned priority;   // inherited or its own
    unsigned own_priority;
    unsigned flags;
    u8 *stack;
    size_t stack_size;

    struct task *next;         // in the ready list, or in the list it waits in
    struct wait_list *waiting; // the list it waits in, or 0
    struct task *next_sleeper;
    bool sleeping; // in the list of sleepers
    u64 wake;
    bool timed_out; // why its last wait ended

    struct mutex *held;
    struct mutex *wanted;

    u64 time, since; // processor time before, and when it went on
    struct vectors vectors;
};

extern struct task *current;

// All of these with interrupts masked.
void list_insert(struct wait_list *list, struct task *task);
void list_remove(struct wait_list *list, struct task *task);
bool task_wait(struct wait_list *list, u64 deadline); // false: the deadline passed
void task_wake(struct task *task);                    // ends its wait, whatever for
void task_change_priority(struct task *task, unsigned priority);
void task_yield_if_needed(void); // at the end of every call that may have woken another
struct frame *task_switch(struct frame *frame);
void stack_check(const struct task *task);

void sleepers_insert(struct task *task);
void sleepers_remove(struct task *task);

extern bool in_interrupt;
