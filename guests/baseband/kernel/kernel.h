// The operating system: tasks of fixed priority, preempted by any of a higher one; time in ticks of the virtual counter;
// semaphores, mutexes with priority inheritance, queues. One processor. Calls marked "irq" may come from interrupt
// handlers too; the others only from tasks.
#pragma once
#include "../lib/types.h"

struct task;

#define FOREVER UINT64_MAX
#define NOW 0 // a deadline that has passed: do not wait

#define PRIORITY_IDLE 0
#define PRIORITY_MAX 31

// ---- tasks

enum { TASK_PLAIN = 0, TASK_VECTORS = 1 }; // TASK_VECTORS: may use floating point and vectors, which are saved for it

// Starts a task; there are at most 16, and none ends. stack: its memory, 16-byte aligned.
struct task *task_start(const char *name, unsigned priority, unsigned flags, void *stack, size_t stack_size,
                        void (*body)(void *), void *argument);
struct task *task_self(void);
void task_set_priority(unsigned priority);
// Sleeps until the counter has reached a value, however long ago that was.
void sleep_until(u64 when);
// Processor time that a task has had, in counter ticks. irq
u64 task_time(const struct task *task);
// A line of its own for each task: name, priority, processor time, free stack.
void tasks_print(void);

// ---- time

u64 counter_hertz(void);
u64 ns_of_counter(u64 ticks);
u64 counter_of_ns(u64 ns);
u64 deadline_in_ms(u64 ms);

// ---- waiting

struct wait_list {
    struct task *first; // by priority, then by age
};

struct semaphore {
    u32 count;
    struct wait_list waiters;
};

bool semaphore_take(struct semaphore *semaphore, u64 deadline); // false: the deadline passed
void semaphore_give(struct semaphore *semaphore);               // irq

struct mutex {
    struct task *owner;
    struct mutex *next_held;
    struct wait_list waiters;
};

void mutex_lock(struct mutex *mutex); // the owner runs with the priority of the highest that waits
void mutex_unlock(struct mutex *mutex);

struct queue {
    u8 *items;
    u32 item_size, capacity, first, used;
    struct wait_list readers, writers;
};

#define QUEUE(storage) {(u8 *)(storage), sizeof((storage)[0]), COUNT_OF(storage), 0, 0, {0}, {0}}
bool queue_send(struct queue *queue, const void *item, u64 deadline); // irq with NOW
bool queue_receive(struct queue *queue, void *item, u64 deadline);    // irq with NOW

// ---- interrupts

void irq_handle(unsigned intid, bool edge, void (*handler)(void *), void *argument);

// ---- the end

void panic(const char *pattern, ...) __attribute__((format(printf, 1, 2), noreturn));
void power_off(void) __attribute__((noreturn));
