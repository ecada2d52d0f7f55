// Semaphores, mutexes and queues.
#include "../lib/text.h"
#include "cpu.h"
#include "task.h"

bool semaphore_take(struct semaphore *semaphore, u64 deadline) {
    u64 masked = irq_mask();
    bool taken = true;
    if (semaphore->count > 0) {
        semaphore->count--;
    } else {
        taken = task_wait(&semaphore->waiters, deadline); // who gives hands over without counting
    }
    irq_restore(masked);
    return taken;
}

void semaphore_give(struct semaphore *semaphore) {
    u64 masked = irq_mask();
    if (semaphore->waiters.first) {
        task_wake(semaphore->waiters.first);
        task_yield_if_needed();
    } else if (semaphore->count < UINT32_MAX) {
        semaphore->count++;
    }
    irq_restore(masked);
}

// The priority that a task has by itself and by those that wait for what it holds.
static unsigned due_priority(const struct task *task) {
    unsigned priority = task->own_priority;
    for (struct mutex *mutex = task->held; mutex; mutex = mutex->next_held) {
        if (mutex->waiters.first && mutex->waiters.first->priority > priority) {
            priority = mutex->waiters.first->priority;
        }
    }
    return priority;
}

void mutex_lock(struct mutex *mutex) {
    u64 masked = irq_mask();
    if (mutex->owner) {
        // Each owner along the chain of those that wait for one another.
        current->wanted = mutex;
        for (struct mutex *m = mutex; m; m = m->owner->wanted) {
            if (m->owner == current) {
                panic("task %s waits for itself", current->name);
            }
            if (m->owner->priority < current->priority) {
                task_change_priority(m->owner, current->priority);
            }
        }
        task_wait(&mutex->waiters, FOREVER); // who unlocks hands it over
        current->wanted = 0;
    } else {
        mutex->owner = current;
        mutex->next_held = current->held;
        current->held = mutex;
    }
    irq_restore(masked);
}

void mutex_unlock(struct mutex *mutex) {
    u64 masked = irq_mask();
    struct mutex **place = &current->held;
    while (*place && *place != mutex) {
        place = &(*place)->next_held;
    }
    if (!*place) {
        panic("task %s unlocks what it does not hold", current->name);
    }
    *place = mutex->next_held;
    struct task *heir = mutex->waiters.first;
    mutex->owner = heir;
    if (heir) {
        task_wake(heir);
        mutex->next_held = heir->held;
        heir->held = mutex;
        task_change_priority(heir, due_priority(heir));
    }
    task_change_priority(current, due_priority(current));
    task_yield_if_needed();
    irq_restore(masked);
}

bool queue_send(struct queue *queue, const void *item, u64 deadline) {
    u64 masked = irq_mask();
    bool room = true;
    while (room && queue->used == queue->capacity) {
        room = deadline != NOW && task_wait(&queue->writers, deadline);
    }
    if (room) {
        u32 place = (queue->first + queue->used) % queue->capacity;
        memcpy(queue->items + (size_t)place * queue->item_size, item, queue->item_size);
        queue->used++;
        if (queue->readers.first) {
            task_wake(queue->readers.first);
            task_yield_if_needed();
        }
    }
    irq_restore(masked);
    return room;
}

bool queue_receive(struct queue *queue, void *item, u64 deadline) {
    u64 masked = irq_mask();
    bool there = true;
    while (there && queue->used == 0) {
        there = deadline != NOW && task_wait(&queue->readers, deadline);
    }
    if (there) {
        memcpy(item, queue->items + (size_t)queue->first * queue->item_size, queue->item_size);
        queue->first = (queue->first + 1) % queue->capacity;
        queue->used--;
        if (queue->writers.first) {
            task_wake(queue->writers.first);
            task_yield_if_needed();
        }
    }
    irq_restore(masked);
    return there;
}
